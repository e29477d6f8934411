// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import wubot.FreePort;

/** What both servers share: directory, port, certificate, ordinary user, and a sure end. */
public abstract class ServerProcess implements XmppServer {

  private static final Duration START = Duration.ofSeconds(60);

  /**
   * Runs a command, prints its process id, and sends it the signal it reads; the end of its input,
   * which comes whenever the JVM at the other end is gone, means KILL.
   */
  private static final String GUARD =
      "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!;"
          + " read -r how || how=KILL; kill -$how $! 2>/dev/null; wait $!";

  private final Path home;
  private final Certificates certificates;
  private final String domain;
  private final int port = FreePort.any();
  private final Map<String, String> accounts = new LinkedHashMap<>();
  private String address = "127.0.0.1";
  private Process guard;
  private ProcessHandle server;

  /** With a directory, a port and a certificate of its own. */
  ServerProcess(String domain, String certificateDomain) {
    this.domain = domain;
    try {
      home = Files.createTempDirectory("wubot-xmpp-");
      certificates = Certificates.make(home, certificateDomain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the configuration and returns the command that runs the server in the foreground. */
  abstract List<String> command() throws IOException;

  /** Whether the server answers; asked again and again while it starts. */
  abstract boolean ready();

  /** Creates the account in the running server. */
  abstract void create(String user, String password);

  /**
   * Lets the server listen on another address of this machine; before the first start.
   *
   * @param other one that only this machine can reach
   */
  public final void listenOn(String other) {
    address = other;
  }

  /** The server's process; it must be running. */
  public final long pid() {
    return server.pid();
  }

  /** Where the server keeps accounts and messages. */
  final Path store() {
    return home.resolve("store");
  }

  final Path home() {
    return home;
  }

  final Path key() {
    return certificates.key();
  }

  @Override
  public final void start() {
    try {
      Files.createDirectories(store());
      List<String> command = command();
      own(home);
      List<String> line = new ArrayList<>(ordinaryUser());
      line.addAll(List.of("sh", "-c", GUARD, "guard", home.resolve("output").toString()));
      line.addAll(command);
      ProcessBuilder builder =
          new ProcessBuilder(line).directory(home.toFile()).redirectErrorStream(true);
      builder.environment().put("HOME", home.toString());
      builder.environment().putAll(environment());
      guard = builder.start();
      var output = new BufferedReader(new InputStreamReader(guard.getInputStream(), UTF_8));
      String pid = output.readLine();
      server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> failed("ended at once"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("accept connections", () -> connects() && ready());
    accounts.forEach(this::create);
  }

  /**
   * Lets it run with other limits from the next start on.
   *
   * @param other how much traffic an account may make
   */
  public abstract void use(Limits other);

  /** Variables for the server's environment. */
  Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public final void stop() {
    end("TERM\n");
  }

  @Override
  public final void kill() {
    end("KILL\n");
  }

  private void end(String signal) {
    if (server == null) {
      return;
    }
    try {
      guard.getOutputStream().write(signal.getBytes(UTF_8));
      guard.getOutputStream().close();
      if (!guard.waitFor(20, TimeUnit.SECONDS)) {
        server.destroyForcibly();
        guard.waitFor(20, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      server.destroyForcibly();
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    server = null;
  }

  /** Whether the server runs; one that has ended stays a zombie until its guard looks. */
  private boolean alive() {
    try {
      String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public final void restart(Store store) {
    stop();
    if (store == Store.LOST) {
      delete(store());
    }
    start();
  }

  @Override
  public final void register(String user, String password) {
    create(user, password);
    accounts.put(user, password);
  }

  @Override
  public final String domain() {
    return domain;
  }

  @Override
  public final String host() {
    return address;
  }

  @Override
  public final int port() {
    return port;
  }

  @Override
  public final Path authority() {
    return certificates.authority();
  }

  @Override
  public final Path certificate() {
    return certificates.certificate();
  }

  @Override
  public final void close() {
    kill();
    delete(home);
  }

  private boolean connects() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void await(String what, BooleanSupplier condition) {
    boolean met = poll(START, () -> !alive() || condition.getAsBoolean());
    if (!met || !alive()) {
      throw failed("did not " + what);
    }
  }

  private IllegalStateException failed(String what) {
    String output;
    try {
      output = Files.readString(home.resolve("output"));
    } catch (IOException e) {
      output = "(it wrote nothing)";
    }
    return new IllegalStateException(getClass().getSimpleName() + " " + what + ":\n" + output);
  }

  static boolean poll(Duration most, BooleanSupplier condition) {
    long deadline = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Finds a program, or says which package has it. */
  static String program(String name, String pack, String... places) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")).map(d -> d + "/" + name), Stream.of(places))
        .filter(p -> Files.isExecutable(Path.of(p)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name + " is not installed and these tests need it: apt-get install " + pack));
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> ordinaryUser() {
    return root()
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
        : List.of();
  }

  /** Gives everything in the directory to the user that the server runs as. */
  static void own(Path directory) throws IOException {
    if (!root()) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", 65534);
      }
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
