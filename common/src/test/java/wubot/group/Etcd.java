// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import wubot.FreePort;

/** A real etcd on loopback with a directory of its own; one of a cluster or alone. */
public final class Etcd implements StoreServer {

  private final Path home;
  private final int port;
  private final List<String> command;
  private final boolean plain;
  private ServerProgram program;

  private Etcd(Path home, int port, List<String> command, boolean plain) {
    this.home = home;
    this.port = port;
    this.command = command;
    this.plain = plain;
  }

  /** One that is alone, running. */
  public static Etcd alone() {
    Etcd etcd = cluster(1).get(0);
    etcd.start();
    etcd.awaitReady();
    return etcd;
  }

  /** One that is alone and talks TLS, running; more options for which certificates. */
  static Etcd encrypted(List<String> options) {
    Etcd etcd = make(List.of(FreePort.any()), List.of(FreePort.any()), 0, "https", options);
    etcd.start();
    ServerProgram.await("listen", etcd.log(), () -> ServerProgram.listens(etcd.port));
    return etcd;
  }

  /** Members of one cluster, not started. */
  static List<Etcd> cluster(int size) {
    List<Integer> ports = new ArrayList<>();
    List<Integer> peers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ports.add(FreePort.any());
      peers.add(FreePort.any());
    }
    List<Etcd> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      members.add(make(ports, peers, i, "http", List.of()));
    }
    return members;
  }

  private static Etcd make(
      List<Integer> ports, List<Integer> peers, int i, String scheme, List<String> options) {
    Optional<Path> program = ServerProgram.find("etcd");
    Assumptions.assumeTrue(
        program.isPresent(), "etcd is not installed: scripts/install-needs etcd");
    try {
      Path home = Files.createTempDirectory("wubot-etcd-");
      List<String> initial = new ArrayList<>();
      for (int n = 0; n < peers.size(); n++) {
        initial.add("m" + n + "=http://127.0.0.1:" + peers.get(n));
      }
      String client = scheme + "://127.0.0.1:" + ports.get(i);
      String peer = "http://127.0.0.1:" + peers.get(i);
      List<String> command =
          new ArrayList<>(
              List.of(
                  program.get().toString(),
                  "--name",
                  "m" + i,
                  "--data-dir",
                  home.resolve("data").toString(),
                  "--listen-client-urls",
                  client,
                  "--advertise-client-urls",
                  client,
                  "--listen-peer-urls",
                  peer,
                  "--initial-advertise-peer-urls",
                  peer,
                  "--initial-cluster",
                  String.join(",", initial),
                  "--logger",
                  "zap"));
      command.addAll(options);
      return new Etcd(home, ports.get(i), command, scheme.equals("http"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  Path data() {
    return home.resolve("data");
  }

  Path log() {
    return home.resolve("log");
  }

  EtcdEndpoint endpoint() {
    return new EtcdEndpoint("127.0.0.1", port, Optional.empty());
  }

  @Override
  public Store open(Duration timeout) {
    return open(List.of(this), timeout);
  }

  static Store open(List<Etcd> members, Duration timeout) {
    return new EtcdStore(
        members.stream().map(Etcd::endpoint).toList(),
        new EtcdClient.Login("", ""),
        "wubot",
        timeout);
  }

  void awaitReady() {
    ServerProgram.await("answer", log(), this::answers);
  }

  /** Whether it says anything, if only that nobody has logged in. */
  private boolean answers() {
    int status = post("/v3/kv/range", "{\"key\":\"YQ==\"}");
    return status != 0 && status < 500;
  }

  /** Posts to its gateway and returns the status; 0 for no answer. */
  int post(String path, String body) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setDoOutput(true);
      connection.setConnectTimeout(20_000);
      connection.setReadTimeout(20_000);
      connection.setRequestProperty("Connection", "close");
      connection.getOutputStream().write(body.getBytes(UTF_8));
      return connection.getResponseCode();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void freeze() {
    program.signal("STOP");
  }

  @Override
  public void thaw() {
    program.signal("CONT");
  }

  @Override
  public void stop() {
    program.stop();
  }

  void kill() {
    program.kill();
  }

  @Override
  public void start() {
    program = ServerProgram.start(log(), command);
    if (plain && command.stream().noneMatch(word -> word.contains(",m"))) {
      awaitReady();
    }
  }

  @Override
  public void close() {
    if (program != null) {
      program.stop();
    }
    ServerProgram.delete(home);
  }
}
