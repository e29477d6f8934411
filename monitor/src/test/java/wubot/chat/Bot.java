// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import wubot.message.Message;
import wubot.monitor.BareHost;
import wubot.monitor.Patience;
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

/** A host with queues and a chat, without the daemon around them. */
final class Bot implements AutoCloseable {

  private final String host;
  private final Path home;
  private final Queues queues;
  private final XmppServer server;
  private Optional<Chat> chat = Optional.empty();

  Bot(String host, Path home, XmppServer server) throws java.io.IOException {
    this.host = host;
    this.home = Files.createDirectories(home);
    this.server = server;
    this.queues =
        new ChronicleQueues(host, Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
  }

  /** Starts a chat that logs in to the account of this name. */
  Bot start(String account, List<String> rooms, List<String> allow) {
    XmppSettings login =
        new XmppSettings(
            Address.parse(account + "@" + server.domain()).orResource("chat-" + host),
            new Password("pw-" + account),
            server.host(),
            server.port(),
            new Tls.Authority(server.authority()),
            OptionalInt.of(0),
            Duration.ofSeconds(60),
            BareHost.QUICK);
    ChatConfig config =
        new ChatConfig(
            login,
            rooms.stream().map(Address::parse).toList(),
            "wubot-" + host,
            "!",
            allow,
            home.resolve("queue/chat"),
            4000);
    Chat made = new Chat(config, services(), new Random(3), Duration.ofSeconds(10));
    chat = Optional.of(made);
    made.start();
    return this;
  }

  /** Waits until it is logged in and in all its rooms. */
  Bot ready() throws Exception {
    Patience.until(
        host + " to be there",
        () ->
            chat.orElseThrow().status().problems().isEmpty()
                && Boolean.TRUE.equals(fact("connected")));
    return this;
  }

  Object fact(String name) {
    return chat.orElseThrow().status().facts().get(name);
  }

  void stop() {
    chat.ifPresent(Chat::close);
    chat = Optional.empty();
  }

  /** What a reaction would put on the queue. */
  void reply(String to, String room, String text) {
    queues
        .appender(home.resolve("queue/chat"))
        .append(
            Message.of("via", "Chat-test").with("to", to).with("room", room).with("text", text));
  }

  /** The lines heard so far. */
  List<Message> heard() {
    return content("reactor").stream().filter(m -> m.has("body")).toList();
  }

  /** Waits until so many lines were heard. */
  List<Message> heard(int number) throws Exception {
    Patience.until(number + " lines on " + host, () -> heard().size() >= number);
    return heard();
  }

  List<Message> content(String queue) {
    List<Message> all = new ArrayList<>();
    if (queues.view(home.resolve(queue)).incarnation() == 0) {
      return all;
    }
    try (Cursor cursor = queues.view(home.resolve(queue)).cursor("test-" + System.nanoTime())) {
      List<QueueRecord> some = cursor.read(1000, Duration.ZERO);
      while (!some.isEmpty()) {
        some.forEach(record -> all.add(record.message()));
        some = cursor.read(1000, Duration.ZERO);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  private ServiceServices services() {
    return new BareHost(host, home, queues, "Chat-test");
  }

  @Override
  public void close() {
    stop();
    queues.close();
  }
}
