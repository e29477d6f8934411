// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where members of a group meet: a directory, or a server of this run on a port of its own. */
final class StorePlace implements AutoCloseable {

  /** Those that can be asked for. */
  static final List<String> KINDS = List.of("file", "etcd", "postgresql", "mongodb");

  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(60);

  private final String kind;
  private final Path directory;
  private final int port;
  private final List<String> command;
  private Optional<Process> process = Optional.empty();

  private StorePlace(String kind, Path directory, int port, List<String> command) {
    this.kind = kind;
    this.directory = directory;
    this.port = port;
    this.command = List.copyOf(command);
  }

  /** One of {@link #KINDS}, not running. */
  static StorePlace of(String kind, Path directory) throws IOException {
    Files.createDirectories(directory);
    int port = freePort();
    List<String> command =
        switch (kind) {
          case "etcd" -> etcd(directory, port);
          case "postgresql" -> postgresql(directory, port);
          case "mongodb" -> MongoProgram.command(port);
          default -> List.of();
        };
    return new StorePlace(kind, directory, port, command);
  }

  /** Makes the cluster of databases, and says how to run it. */
  private static List<String> postgresql(Path directory, int port) throws IOException {
    Path programs;
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      programs = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
    }
    List<String> ordinary = List.of(); // it refuses to be run by root
    if ("root".equals(System.getProperty("user.name"))) {
      ordinary = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
      Shell.run("chown", "65534:65534", directory.toString());
    }
    String data = directory.resolve("data").toString();
    List<String> make = new ArrayList<>(ordinary);
    make.addAll(List.of(programs.resolve("initdb").toString(), "-D", data, "-U", "wubot"));
    make.addAll(List.of("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
    Shell.run(make.toArray(String[]::new));
    List<String> command = new ArrayList<>(ordinary);
    command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data, "-p", "" + port));
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
    return command;
  }

  private static List<String> etcd(Path directory, int port) throws IOException {
    String client = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + freePort();
    return List.of(
        "etcd",
        "--name",
        "m",
        "--data-dir",
        directory.resolve("data").toString(),
        "--listen-client-urls",
        client,
        "--advertise-client-urls",
        client,
        "--listen-peer-urls",
        peer,
        "--initial-advertise-peer-urls",
        peer,
        "--initial-cluster",
        "m=" + peer,
        "--auto-compaction-retention",
        "1m",
        "--logger",
        "zap");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String kind() {
    return kind;
  }

  /** Whether it has after a kill what it had before. */
  boolean keeps() {
    return !kind.equals("mongodb");
  }

  /** Its port, where it is a server. */
  Optional<Integer> port() {
    return command.isEmpty() ? Optional.empty() : Optional.of(port);
  }

  /** What group.yaml says of it, when it is reached through this port. */
  String uri(int through) {
    return switch (kind) {
      case "etcd" -> "etcd://127.0.0.1:" + through;
      case "postgresql" -> "postgresql://wubot@127.0.0.1:" + through + "/postgres";
      case "mongodb" -> "mongodb://127.0.0.1:" + through + "/wubot.chaos?directConnection=true";
      default -> "file:" + directory;
    };
  }

  /** Returns when it listens. */
  void start() throws IOException {
    if (command.isEmpty()) {
      return;
    }
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out").toFile()))
                .start());
    if (!Shell.await(PATIENCE, this::listens)) {
      throw new IOException(kind + " does not listen; see " + directory);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** STOP or CONT; the first process first, for once it stands still it starts no more. */
  void signal(String name) {
    process.ifPresent(
        one -> {
          signal(name, one.toHandle());
          one.descendants().forEach(child -> signal(name, child));
        });
  }

  private static void signal(String name, ProcessHandle to) {
    Shell.succeeds("kill", "-" + name, Long.toString(to.pid()));
  }

  /** Ends it at once; what it has on its disk stays. */
  void kill() {
    process.ifPresent(
        one -> {
          List<ProcessHandle> all = all(one).toList();
          all.forEach(ProcessHandle::destroyForcibly);
          Shell.await(PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
        });
  }

  /** The one that accepts need not be the one that answers. */
  private static Stream<ProcessHandle> all(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  @Override
  public void close() {
    kill();
  }
}
