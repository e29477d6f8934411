// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import wubot.message.Message;
import wubot.monitor.BareHost;
import wubot.monitor.ServiceServices;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;
import wubot.xmpp.Address;
import wubot.xmpp.Password;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppSettings;

/** A host with queues and a relay, without the daemon around them. */
final class Node implements AutoCloseable {

  private final String host;
  private final Path home;
  private final Queues queues;
  private Optional<Relay> relay = Optional.empty();

  Node(String host, Path home) {
    this.host = host;
    this.home = home;
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    this.queues = new ChronicleQueues(host, Clock.systemUTC(), QueueSettings.DEFAULT);
  }

  Path home() {
    return home;
  }

  Path main() {
    return home.resolve("reactor");
  }

  Path forward() {
    return home.resolve("forward");
  }

  /** A configuration for this account of the server; targets and allowed accounts by user name. */
  static RelayConfig config(
      XmppServer server, String user, Path directory, List<String> targets, List<String> allow) {
    List<String> allowed = new ArrayList<>();
    targets.forEach(t -> allowed.add(t + "@" + server.domain()));
    allow.forEach(a -> allowed.add(a + "@" + server.domain()));
    return new RelayConfig(
        new XmppSettings(
                Address.parse(user + "@" + server.domain()),
                new Password("secret-" + user),
                server.host(),
                server.port(),
                new Tls.Authority(server.authority()))
            .withPauses(BareHost.QUICK),
        Optional.of(directory),
        targets.stream()
            .map(t -> Address.parse(t + "@" + server.domain()).orResource("wubot"))
            .toList(),
        allowed,
        32_000,
        200_000,
        "",
        Duration.ofSeconds(1));
  }

  Node start(RelayConfig config) {
    Relay made = new Relay(config, services(), new Random(5));
    relay = Optional.of(made);
    made.start();
    return this;
  }

  void stopRelay() {
    relay.ifPresent(Relay::close);
    relay = Optional.empty();
  }

  Relay relay() {
    return relay.orElseThrow();
  }

  Queues queues() {
    return queues;
  }

  ServiceServices services() {
    return new BareHost(host, home, queues, "XMPP-test");
  }

  /** Appends numbered messages of about 300 bytes to a queue. */
  void append(Path directory, int from, int count) {
    var appender = queues.appender(directory);
    List<wubot.queue.Entry> entries = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      entries.add(wubot.queue.Entry.of(message(i)));
      if (entries.size() == 1000) {
        appender.append(List.copyOf(entries));
        entries.clear();
      }
    }
    if (!entries.isEmpty()) {
      appender.append(entries);
    }
  }

  static Message message(int number) {
    return Message.of("number", number)
        .with("plugin", "Command")
        .with("key", "Command-load" + number % 17)
        .with("hostname", "joe")
        .with("lastupdate", 1_700_000_000 + number)
        .with("subject", "load is " + (number * 7919L % 1000) / 100.0 + " on joe at " + number)
        .with("status", number % 3 == 0 ? "OK" : "WARNING")
        .with("load1", (number * 31L % 977) / 100.0)
        .with("load5", (number * 37L % 983) / 100.0)
        .with("checksum", Long.toHexString(number * 0x9E3779B97F4A7C15L))
        .with("config.command", "/usr/bin/uptime");
  }

  /** All records of a queue. */
  List<QueueRecord> records(Path directory) {
    List<QueueRecord> all = new ArrayList<>();
    if (!Files.exists(directory)) {
      return all;
    }
    try (Cursor cursor = queues.view(directory).cursor("test-" + System.nanoTime())) {
      while (true) {
        List<QueueRecord> some = cursor.read(10_000, Duration.ZERO);
        if (some.isEmpty()) {
          return all;
        }
        all.addAll(some);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return all;
    }
  }

  /** The numbers of the messages that {@link #append} made, in the order of the main queue. */
  List<Integer> numbers() {
    return numbers(main());
  }

  /** The numbers of the messages that came round again, in the order they were set aside. */
  List<Integer> loopingNumbers() {
    return numbers(home.resolve("queue").resolve("loops"));
  }

  private List<Integer> numbers(Path directory) {
    return records(directory).stream()
        .filter(r -> r.message().has("number"))
        .map(r -> (int) r.message().number("number").orElseThrow())
        .toList();
  }

  /** The subjects of the relay's own messages in the main queue. */
  List<String> reports() {
    return records(main()).stream()
        .map(r -> r.message().text("status") + " " + r.message().text("subject"))
        .filter(s -> s.contains(" XMPP-test: "))
        .toList();
  }

  @Override
  public void close() {
    stopRelay();
    queues.close();
  }
}
