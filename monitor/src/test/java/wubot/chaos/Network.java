// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import wubot.xmpp.ServerProcess;

/**
 * Two senders, a host in the middle with monitor and reactor, a receiver, and an XMPP server: real
 * processes, each host in a network of its own where this process may make one.
 */
final class Network implements AutoCloseable {

  static final List<String> SENDERS = List.of("alpha", "beta");
  static final String MIDDLE = "middle";
  static final String RECEIVER = "receiver";
  private static final int PACE = 60;

  private final Path directory;
  private final Options options;
  private final ServerProcess server;
  private final String agent;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, Ledger> ledgers = new LinkedHashMap<>();
  private final Queue<String> findings = new ConcurrentLinkedQueue<>();

  Network(Path directory, Options options, ServerProcess server, Path agent) throws IOException {
    this.directory = directory;
    this.options = options;
    this.server = server;
    this.agent = "-javaagent:" + agent + "=%s" + (options.smallFiles() ? ",small" : "");
    if (options.isolated()) {
      server.listenOn(Wire.SERVER);
    }
  }

  /** Starts everything; the senders feed at their usual pace. */
  void start() throws IOException {
    server.start();
    for (String name : List.of("alpha", "beta", MIDDLE, RECEIVER)) {
      server.register(name, "secret-" + name);
      hosts.put(name, make(name));
    }
    for (String sender : SENDERS) {
      ledgers.put(sender, Ledger.read(Host.ledger(host(sender).home())));
    }
    feed(PACE);
    daemons().forEach(Daemon::start);
  }

  private Host make(String name) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Optional<Wire> wire =
        options.isolated() ? Optional.of(new Wire(name, 2 + hosts.size())) : Optional.empty();
    Map<String, Disk> disks = options.isolated() ? disks(name, home) : Map.of();
    Configs configs = new Configs(home, server, options.seed());
    List<Daemon> daemons = new ArrayList<>();
    switch (name) {
      case MIDDLE -> {
        configs.middle();
        daemons.add(daemon(name, "monitor", Point.Role.MIDDLE, home, wire));
        daemons.add(daemon(name, "reactor", Point.Role.REACTOR, home, wire));
      }
      case RECEIVER -> {
        configs.receiver();
        daemons.add(daemon(name, "monitor", Point.Role.RECEIVER, home, wire));
      }
      default -> {
        configs.sender();
        daemons.add(daemon(name, "monitor", Point.Role.SENDER, home, wire));
      }
    }
    return new Host(name, home, wire, disks, daemons);
  }

  private Map<String, Disk> disks(String name, Path home) {
    Path image = directory.resolve(name + ".img");
    // The receiver keeps all that it gets; the image takes no more space than what is in it.
    int size = name.equals(RECEIVER) ? 16_384 : options.smallFiles() ? 256 : 4_096;
    return Map.of(
        "queue", Disk.file(home.resolve("reactor"), image, size),
        "state", Disk.memory(home.resolve("state"), 8),
        "log", Disk.memory(home.resolve("log"), 8));
  }

  private Daemon daemon(String host, String kind, Point.Role role, Path home, Optional<Wire> wire) {
    List<String> command =
        List.of(options.wubot().toString(), kind, "--home", home.toString(), "--host", host);
    return new Daemon(
        host + "-" + kind,
        role,
        wire.map(w -> w.on(command)).orElse(command),
        directory,
        agent,
        findings::add);
  }

  Path directory() {
    return directory;
  }

  ServerProcess server() {
    return server;
  }

  Host host(String name) {
    return hosts.get(name);
  }

  List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  List<Daemon> daemons() {
    return hosts.values().stream().flatMap(host -> host.daemons().stream()).toList();
  }

  /** The daemons of this role. */
  List<Daemon> daemons(Point.Role role) {
    return daemons().stream().filter(daemon -> daemon.role() == role).toList();
  }

  /** What one sender said it sent, as far as it stands now. */
  Ledger ledger(String sender) {
    try {
      Ledger ledger = ledgers.get(sender);
      ledger.refresh();
      return ledger;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets every sender feed so many messages a second. */
  void feed(int perSecond) {
    SENDERS.forEach(sender -> host(sender).pace(perSecond));
  }

  /** Back to the usual pace. */
  void feed() {
    feed(PACE);
  }

  /** What happened that should never happen, such as a daemon that ended by itself. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  /** Notes something that should never happen. */
  void finding(String what) {
    findings.add(what);
  }

  /** Ends all processes; the files stay. */
  @Override
  public void close() {
    daemons().forEach(Daemon::close);
    server.kill();
    hosts.values().forEach(host -> host.wire().ifPresent(Wire::close));
  }

  /** Lets what lies on disks of our own survive them. */
  void keepEvidence() {
    hosts.values().forEach(host -> host.disks().values().forEach(Disk::keepContent));
  }
}
