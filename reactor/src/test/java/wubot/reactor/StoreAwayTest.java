// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.group.Etcd;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.Entry;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** What reactors do whose store does not answer, from the start and later. */
@Tag("slow")
class StoreAwayTest {

  private static final String RULES =
      """
      rules:
        - name: tell
          condition: n exists
          plugin: MessageQueue
          config: {directory: told}
      """;

  @TempDir Path directory;
  private final List<Node> nodes = new ArrayList<>();

  private record Node(ReactorHome home, Queues queues, Reactor reactor) {

    void feed(int n) {
      queues
          .appender(home.path().resolve("reactor"))
          .append(
              List.of(
                  Entry.of(
                      Message.of("key", "Test-x")
                          .with("n", n)
                          .with("lastupdate", n)
                          .withIdentity(new Identity("origin", 7, n)))));
    }

    List<Long> told() {
      return home.numbers(queues, "told");
    }

    /** How many deliveries wait, once all that came was walked. */
    long waiting() {
      Path outbox = home.path().resolve("queue/outbox/tell");
      if (!Files.isDirectory(outbox) || reactor.handled() == 0 || home.depth(queues) > 0) {
        return -1;
      }
      try (Cursor cursor = queues.view(outbox).cursor("courier")) {
        return cursor.depth();
      }
    }

    String state() {
      return status("state");
    }

    String status(String fact) {
      try (ControlClient client =
          ControlClient.connect(home.path(), ControlClient.REACTOR).orElseThrow()) {
        Question question = Question.of("group").with("act", "status");
        return String.valueOf(client.ask(question, Duration.ofSeconds(20)).get(fact));
      } catch (ControlException e) {
        return ""; // it has not joined yet
      }
    }
  }

  /** The only member of a group of its own. */
  private Node start(String policy, int port) throws IOException {
    return start(policy, "group: " + policy + "\non_unavailable: " + policy, port);
  }

  private Node start(String name, String lines, int port) throws IOException {
    ReactorHome home = new ReactorHome(directory.resolve(name));
    home.rules(RULES);
    Files.writeString(
        directory.resolve(name).resolve("config/group.yaml"),
        """
        store: etcd://127.0.0.1:%d
        session_ttl: 6s
        handling_ttl: 6s
        """
                .formatted(port)
            + lines
            + "\n");
    Queues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
    Node node = new Node(home, queues, home.start(queues));
    nodes.add(node);
    return node;
  }

  @AfterEach
  void end() {
    nodes.forEach(node -> node.reactor().close());
    nodes.forEach(node -> node.queues().close());
  }

  /** Each finds it again by itself; what came before that would be dropped, too. */
  private void awaitTheStore() {
    nodes.forEach(
        node -> await("the store to be back", () -> !node.state().startsWith("degraded")));
  }

  private static void await(String what, BooleanSupplier condition) {
    ReactorHome.await(what, Duration.ofMillis(50), condition);
  }

  @Test
  void effectsAreHeldDroppedOrDoneByEveryoneAndAllIsWellAfterwards() throws IOException {
    try (Etcd etcd = Etcd.alone()) {
      etcd.freeze();
      Node hold = start("hold", etcd.port());
      Node drop = start("drop", etcd.port());
      Node execute = start("execute", etcd.port());
      nodes.forEach(node -> node.feed(1));
      await("everyone to do it", () -> execute.told().equals(List.of(1L)));
      await("it to be dropped", () -> drop.waiting() == 0);
      await("it to be held", () -> hold.waiting() == 1);
      nodes.forEach(
          node -> await("the state to be told", () -> node.state().startsWith("degraded")));
      assertEquals(List.of(), drop.told());
      assertEquals(List.of(), hold.told());

      etcd.thaw();
      await("what was held", () -> hold.told().equals(List.of(1L)));
      awaitTheStore();
      nodes.forEach(node -> node.feed(2));
      nodes.forEach(node -> await("the second to be done", () -> node.told().contains(2L)));
      // Done and not written down it would wait for the store, too.
      nodes.forEach(node -> await("the second to be over", () -> node.waiting() == 0));

      etcd.freeze();
      nodes.forEach(node -> node.feed(3));
      await("everyone to do the third", () -> execute.told().contains(3L));
      await("the third to be dropped", () -> drop.waiting() == 0);
      assertEquals(List.of(1L, 2L), hold.told());
      etcd.thaw();
      awaitTheStore();
      nodes.forEach(node -> node.feed(4));
      nodes.forEach(node -> await("the fourth to be done", () -> node.told().contains(4L)));
      await("the third as well", () -> hold.told().contains(3L));
      assertEquals(List.of(1L, 2L, 3L, 4L), hold.told().stream().sorted().toList());
      assertEquals(List.of(2L, 4L), drop.told());
      assertEquals(List.of(1L, 2L, 3L, 4L), execute.told().stream().sorted().toList());
    }
  }

  /** Whoever is not the first to be asked leaves each message to others for a moment. */
  @Test
  void thatItIsAwayIsSaidOnceHoweverManyMessagesWait() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(SharedCourier.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    logger.addAppender(said);
    try (Etcd etcd = Etcd.alone()) {
      for (String name : List.of("joe", "mike", "robert")) {
        start(name, "group: home\nnode: " + name + "", etcd.port());
      }
      nodes.forEach(
          node ->
              await(
                  "all to be there",
                  () -> node.status("members").split("state=alive", -1).length == 4));
      etcd.stop();
      nodes.forEach(node -> IntStream.rangeClosed(1, 30).forEach(node::feed));
      nodes.forEach(node -> await("it to be told", () -> node.state().startsWith("degraded")));
      nodes.forEach(node -> await("all to wait", () -> node.waiting() == 30));
      await("each outbox to say so", () -> List.copyOf(said.list).size() >= 3);
      List<String> away =
          List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
      assertEquals(3, away.size(), away.toString());
      assertTrue(away.get(0).contains("does not answer, so messages wait"), away.toString());
      etcd.start();
      nodes.forEach(node -> await("all to be done", () -> node.waiting() == 0));
    } finally {
      logger.detachAppender(said);
    }
  }
}
