// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import wubot.FreePort;

/** A real PostgreSQL on loopback with a cluster of its own, run by an ordinary user. */
final class Postgres implements StoreServer {

  static final String PASSWORD = "never-shown";

  private final Path home;
  private final Path programs;
  private final int port = FreePort.any();
  private final List<String> options;
  private ServerProgram program;

  private Postgres(Path home, Path programs, List<String> options) {
    this.home = home;
    this.programs = programs;
    this.options = options;
  }

  /** A running one; options go to the server. */
  static Postgres running(String... options) {
    Optional<Path> programs = programs();
    Assumptions.assumeTrue(
        programs.isPresent(), "PostgreSQL is not installed: scripts/install-needs postgresql");
    try {
      Path home = Files.createTempDirectory("wubot-postgres-");
      Files.writeString(home.resolve("password"), PASSWORD + "\n");
      own(home);
      List<String> initdb = new ArrayList<>(ordinaryUser());
      initdb.addAll(
          List.of(
              programs.get().resolve("initdb").toString(),
              "-D",
              home.resolve("data").toString(),
              "-U",
              "wubot",
              "-A",
              "scram-sha-256",
              "--pwfile",
              home.resolve("password").toString(),
              "-E",
              "UTF8",
              "--locale=C",
              "--no-sync"));
      String unused = ServerProgram.run(initdb);
      var server = new Postgres(home, programs.get(), List.of(options));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> programs() {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** It refuses to be run by root. */
  private static List<String> ordinaryUser() {
    return root()
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
        : List.of();
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Gives a directory to whom the server runs as. */
  static void own(Path directory) throws IOException {
    if (root()) {
      String unused =
          ServerProgram.run(List.of("chown", "-R", "65534:65534", directory.toString()));
    }
  }

  /** What the server says. */
  Path log() {
    return home.resolve("log");
  }

  Path home() {
    return home;
  }

  int port() {
    return port;
  }

  /** The address, with user and password. */
  String uri() {
    return "postgresql://wubot:" + PASSWORD + "@127.0.0.1:" + port + "/postgres";
  }

  @Override
  public Store open(Duration timeout) {
    return new PostgresStore(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        Map.of("user", "wubot", "password", PASSWORD),
        "postgresql at 127.0.0.1:" + port,
        timeout);
  }

  @Override
  public void freeze() {
    program.signalAll("STOP"); // the one that accepts is not the one that answers
  }

  @Override
  public void thaw() {
    program.signalAll("CONT");
  }

  @Override
  public void stop() {
    program.stop("INT"); // does not wait for clients
  }

  @Override
  public void start() {
    List<String> line = new ArrayList<>(ordinaryUser());
    line.addAll(
        List.of(
            programs.resolve("postgres").toString(),
            "-D",
            home.resolve("data").toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories="));
    for (String option : options) {
      line.add("-c");
      line.add(option);
    }
    program = ServerProgram.start(log(), line);
    ServerProgram.await(
        "accept connections",
        log(),
        () -> {
          try {
            return Files.readString(home.resolve("data/postmaster.pid")).contains("ready")
                && ServerProgram.listens(port);
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Override
  public void close() {
    stop();
    ServerProgram.delete(home);
  }
}
