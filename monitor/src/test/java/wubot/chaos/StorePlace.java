// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where members of a group meet: a directory, or a server of this run on a port of its own. */
final class StorePlace implements AutoCloseable {

  /** Those that can be asked for. */
  static final List<String> KINDS = List.of("file", "etcd");

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
    return new StorePlace(
        kind, directory, port, kind.equals("etcd") ? etcd(directory, port) : List.of());
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

  /** Its port, where it is a server. */
  Optional<Integer> port() {
    return command.isEmpty() ? Optional.empty() : Optional.of(port);
  }

  /** What group.yaml says of it, when it is reached through this port. */
  String uri(int through) {
    return command.isEmpty() ? "file:" + directory : kind + "://127.0.0.1:" + through;
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

  /** STOP or CONT. */
  void signal(String name) {
    process.ifPresent(one -> Shell.run("kill", "-" + name, Long.toString(one.pid())));
  }

  /** Ends it at once; what it has on its disk stays. */
  void kill() {
    process.ifPresent(
        one -> {
          one.destroyForcibly();
          Shell.await(PATIENCE, () -> !one.isAlive());
        });
  }

  @Override
  public void close() {
    kill();
  }
}
