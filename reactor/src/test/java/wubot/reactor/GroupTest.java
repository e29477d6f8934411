// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import wubot.control.ControlClient;
import wubot.control.Question;
import wubot.group.Store;
import wubot.group.StoreSettings;
import wubot.group.StoreTls;
import wubot.group.Stores;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** Three reactors of one group, in one process, with a store of files. */
@Tag("slow")
class GroupTest {

  private static final String RULES =
      """
      rules:
        - name: tell
          plugin: MessageQueue
          config: {directory: told}
        - name: keep
          claim: everyone
          plugin: MessageQueue
          config: {directory: kept}
      """;

  @TempDir Path directory;
  private final List<Node> nodes = new ArrayList<>();

  private record Node(String name, ReactorHome home, Queues queues, Reactor reactor) {}

  private void members(String more) {
    members(RULES, more);
  }

  private void members(String rules, String more) {
    for (String name : List.of("joe", "mike", "robert")) {
      nodes.add(start(name, rules, more));
    }
  }

  private Node start(String name, String rules, String more) {
    ReactorHome home = new ReactorHome(directory.resolve(name));
    home.rules(rules);
    write(
        directory.resolve(name).resolve("config/group.yaml"),
        """
        group: home
        store: file:%s
        session_ttl: 9s
        handling_ttl: 9s
        """
                .formatted(directory.resolve("store"))
            + (more.contains("hesitate:") ? "" : "hesitate: 20ms\n")
            + more);
    QueueSettings settings = QueueSettings.DEFAULT.withFloorBytes(0);
    Queues queues = new ChronicleQueues(name, Clock.systemUTC(), settings);
    Reactor reactor =
        Reactor.start(Reactor.Setup.of(directory.resolve(name), name, Clock.systemUTC(), queues));
    return new Node(name, home, queues, reactor);
  }

  private static void await(String what, BooleanSupplier condition) {
    ReactorHome.await(what, Duration.ofMillis(300), condition);
  }

  @AfterEach
  void end() {
    nodes.forEach(node -> node.reactor().close());
    nodes.forEach(node -> node.queues().close());
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Message> identified(int from, int to) {
    List<Message> messages = new ArrayList<>();
    for (int n = from; n <= to; n++) {
      messages.add(
          Message.of("key", "Test-" + n % 7)
              .with("n", n)
              .with("lastupdate", n)
              .withIdentity(new Identity("origin", 7, n)));
    }
    return messages;
  }

  private void feed(Node node, List<Message> messages) {
    node.queues()
        .appender(directory.resolve(node.name()).resolve("reactor"))
        .append(messages.stream().map(message -> Entry.of(message.copy())).toList());
  }

  /** How often each message was put on the queue, over all members. */
  private Map<Long, Integer> told(String queue) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (Node node : nodes) {
      for (Message message : node.home().content(node.queues(), queue)) {
        message.number("n").ifPresent(n -> counts.merge((long) n, 1, Integer::sum));
      }
    }
    return counts;
  }

  @Test
  void oneMemberDoesWhatAllSee() throws Exception {
    members("hesitate: 1s\n"); // who is a moment late takes its share all the same
    nodes.forEach(node -> feed(node, identified(1, 1)));
    await("all run", () -> told("kept").equals(Map.of(1L, 3)));
    List<Message> messages = identified(2, 300);
    Random random = new Random(4);
    for (Node node : nodes) {
      List<Message> shuffled = new ArrayList<>(messages);
      Collections.shuffle(shuffled, random);
      feed(node, shuffled);
    }
    await("all were told", () -> told("told").size() == 300 && drained("tell") && drained("keep"));
    Map<Long, Integer> told = told("told");
    assertTrue(told.values().stream().allMatch(n -> n == 1), "told once each: " + told);
    assertTrue(
        told("kept").values().stream().allMatch(n -> n == 3), "kept by everyone: " + told("kept"));
    for (Node node : nodes) {
      int share = node.home().content(node.queues(), "told").size();
      assertTrue(share > 30, node.name() + " took its share: " + share);
    }
    assertEquals(300, told.size());
  }

  private boolean drained(String rule) {
    return nodes.stream()
        .allMatch(
            node -> {
              Path outbox = directory.resolve(node.name()).resolve("queue/outbox").resolve(rule);
              if (rule.equals("keep")) {
                return node.home().content(node.queues(), "kept").size() >= 300;
              }
              try (var cursor = node.queues().view(outbox).cursor("courier")) {
                return cursor.depth() == 0;
              }
            });
  }

  /** As a relay from one sender puts them in the queue. */
  private void relay(Node node, int from, int to) {
    node.queues()
        .appender(directory.resolve(node.name()).resolve("reactor"))
        .append(
            identified(from, to).stream()
                .map(
                    message ->
                        Entry.received(
                            message,
                            new LinkStamp("sender#1", message.identity().get().sequence())))
                .toList());
  }

  private void awaitTold(int count) {
    await(
        count + " were told",
        () -> told("told").keySet().stream().filter(n -> n > 0).count() == count);
  }

  private static final int SHARDS = 4;

  private Path outbox(Node node, int shard) {
    return directory.resolve(node.name()).resolve("queue/outbox/tell@shard-" + shard);
  }

  /** Puts a message that nobody else has into every outbox that a member has of a shard. */
  private void leave(Node node) {
    for (int shard = 0; shard < SHARDS; shard++) {
      if (Files.isDirectory(outbox(node, shard))) {
        node.queues()
            .appender(outbox(node, shard))
            .append(identified(9000 + shard, 9000 + shard).stream().map(Entry::of).toList());
      }
    }
  }

  private boolean hasDelivered(Node node) {
    for (int shard = 0; shard < SHARDS; shard++) {
      if (Files.isDirectory(outbox(node, shard))) {
        try (var cursor = node.queues().view(outbox(node, shard)).cursor("courier")) {
          if (cursor.depth() > 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether no cursor holds up the main queue. */
  private boolean hasRead(Node node) {
    var queue = node.queues().view(directory.resolve(node.name()).resolve("reactor"));
    for (int shard = 0; shard < SHARDS; shard++) {
      try (var cursor = queue.cursor("shard-" + shard)) {
        if (cursor.depth() > 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** How many claims of messages the store remembers; those of roles go by time. */
  private int claims() {
    StoreSettings settings =
        new StoreSettings(
            "file:" + directory.resolve("store"), Duration.ofSeconds(5), StoreTls.DEFAULT);
    try (Store store = Stores.open(settings)) {
      return store.list("home.reactor/claim/tell/m/", "", 1_000).size();
    }
  }

  @Test
  void shardsShareTheWorkAndMoveWithTheirState() {
    members("shards: 4\nshard_nodes: [joe, mike, robert]\n");
    nodes.forEach(node -> relay(node, 1, 200));
    awaitTold(200);
    Node mike = nodes.get(1);
    mike.reactor().close();
    nodes.forEach(node -> relay(node, 201, 400));
    awaitTold(400);
    leave(mike); // as if it had been killed with deliveries under way
    mike.queues().close();
    nodes.set(1, start("mike", RULES, "shards: 4\nshard_nodes: [joe, mike, robert]\n"));
    nodes.forEach(node -> relay(node, 401, 600));
    awaitTold(600);
    await("nothing to be left in outboxes", () -> nodes.stream().allMatch(this::hasDelivered));
    await("nothing to be left in queues", () -> nodes.stream().allMatch(this::hasRead));
    await("claims to be forgotten", () -> claims() == 0);
    Map<Long, Integer> told = told("told");
    assertTrue(told.values().stream().allMatch(n -> n == 1), "told once each: " + told);
    for (Node node : nodes) {
      Map<String, Long> last = new TreeMap<>();
      for (Message message : node.home().content(node.queues(), "told")) {
        long n = (long) message.number("n").orElse(0);
        if (n > 0) {
          assertTrue(
              last.getOrDefault(message.text("key"), 0L) < n,
              node.name() + " keeps the order of " + message.text("key"));
          last.put(message.text("key"), n);
        }
      }
    }
  }

  private static final String VALUES =
      """
      rules:
        - name: keep
          condition: n = 1
          plugin: CacheWrite
          config: {key: "of {{ key }}", value: "seven {{ n }}"}
        - name: ask
          condition: n = 2
          plugin: CacheRead
          config: {key: "of Test-1", into: got}
        - name: send
          condition: n = 3
          plugin: SendToRole
          config: {role: mybot, command: "restart now {{ n }}"}
        - name: told
          claim: everyone
          plugin: MessageQueue
          config: {directory: told}
      """;

  private List<String> seen(Node node, String field) {
    return node.home().content(node.queues(), "told").stream()
        .map(message -> message.text(field))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  @Test
  void rulesShareValuesAndSendCommandsToTheHolderOfARole() {
    members(VALUES, "roles: {mybot: {nodes: [mike, [joe, robert]]}}\n");
    nodes.forEach(node -> feed(node, identified(1, 1)));
    await(
        "written",
        () ->
            nodes.stream()
                .allMatch(node -> drainedOutbox(node, "keep") && !seen(node, "n").isEmpty()));
    nodes.forEach(node -> feed(node, identified(2, 3)));
    await(
        "read everywhere",
        () -> nodes.stream().allMatch(node -> seen(node, "got").equals(List.of("seven 1"))));
    await("told mike", () -> seen(nodes.get(1), "args").equals(List.of("now 3")));
    assertEquals(List.of("restart"), seen(nodes.get(1), "command"));
    assertEquals(List.of(), seen(nodes.get(0), "command"), "joe does not hold the role");
    assertEquals(List.of(), seen(nodes.get(2), "command"), "robert does not hold the role");
  }

  private boolean drainedOutbox(Node node, String rule) {
    Path outbox = directory.resolve(node.name()).resolve("queue/outbox").resolve(rule);
    try (var cursor = node.queues().view(outbox).cursor("courier")) {
      return cursor.depth() == 0;
    }
  }

  private boolean toldOf(Node node, String field, String value) {
    return node.home().content(node.queues(), "told").stream()
        .anyMatch(message -> message.text(field).equals(value));
  }

  @Test
  void aSavedGroupFileIsInForceAtOnceAndABrokenOneNever() throws IOException {
    Node joe = start("joe", RULES, "roles: {mybot: {nodes: [joe]}}\n");
    nodes.add(joe);
    feed(joe, identified(1, 1));
    await("mybot to start", () -> toldOf(joe, "key", "Group-mybot"));
    Path file = directory.resolve("joe/config/group.yaml");
    String good = Files.readString(file);
    write(file, good.replace("mybot", "otherbot"));
    await("otherbot to start", () -> toldOf(joe, "key", "Group-otherbot"));
    write(file, good.replace("mybot", "thirdbot") + "nonsense: 1\n");
    await("it to be said", () -> problems(joe).contains("the saved group.yaml is not in force: "));
    assertTrue(problems(joe).contains("group.yaml:7:1"), problems(joe));
    feed(joe, identified(2, 2));
    awaitTold(2);
    write(file, good.replace("mybot", "thirdbot").replace("file:", "redis://"));
    await("it to be said", () -> problems(joe).contains("no store of the kind 'redis'"));
    feed(joe, identified(21, 21));
    awaitTold(3);
    write(file, good.replace("mybot", "lastbot"));
    await("lastbot to start", () -> toldOf(joe, "key", "Group-lastbot"));
    assertTrue(!toldOf(joe, "key", "Group-thirdbot"), "the broken file was not followed");
    Files.delete(file);
    feed(joe, identified(3, 4));
    awaitTold(5);
    assertEquals("[]", problems(joe));
    assertTrue(told("told").values().stream().allMatch(n -> n == 1), told("told").toString());
  }

  private static String problems(Node node) {
    try (ControlClient client =
        ControlClient.connect(node.home().path(), ControlClient.REACTOR).orElseThrow()) {
      Question question = Question.of("status");
      return String.valueOf(client.ask(question, Duration.ofSeconds(20)).get("problems"));
    }
  }

  /** While the reactor leaves its group for the one, it finds the other. */
  @Test
  void aBrokenGroupFileRightAfterAGoodOneChangesNothing() throws IOException {
    Node joe = start("joe", RULES, "");
    nodes.add(joe);
    feed(joe, identified(10, 10));
    awaitTold(1);
    Path file = directory.resolve("joe/config/group.yaml");
    String good = Files.readString(file);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Reactor.class);
    logger.addAppender(said);
    logger.setLevel(Level.INFO);
    try {
      for (int round = 1; round <= 3; round++) {
        int left = round;
        write(file, good + "weight: " + round + "\n");
        ReactorHome.await(
            "it to leave",
            Duration.ofMillis(1),
            () ->
                List.copyOf(said.list).stream()
                        .filter(event -> event.getMessage().startsWith("group.yaml has changed"))
                        .count()
                    >= left);
        write(file, good + "weight: heavy\n");
        await("it to be said", () -> problems(joe).contains("group.yaml:6:9"));
        feed(joe, identified(round, round));
        awaitTold(1 + round);
      }
    } finally {
      logger.detachAppender(said);
      logger.setLevel(null);
    }
    write(file, good);
    await("it to be mended", () -> problems(joe).equals("[]"));
  }

  /** Alone it would do what the others do as well. */
  @Test
  void aReactorWithAWrongGroupFileWaitsAndSaysWhy() throws IOException {
    for (String wrong : List.of("store: mongodb://127.0.0.1/errbot", "roles: {'': {}}")) {
      Path home = directory.resolve("joe-" + wrong.length());
      Path file = home.resolve("config/group.yaml");
      write(file, "group: home\n" + wrong + "\n");
      ReactorHome reactorHome = new ReactorHome(home);
      reactorHome.rules(RULES);
      Queues queues =
          new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
      Reactor reactor = reactorHome.start(queues);
      Node joe = new Node(home.getFileName().toString(), reactorHome, queues, reactor);
      nodes.add(joe);
      queues.appender(home.resolve("reactor")).append(List.of(Entry.of(identified(1, 1).get(0))));
      await("it to be said", () -> problems(joe).contains("no message is handled: "));
      assertTrue(problems(joe).contains("group.yaml:2:"), problems(joe));
      assertEquals(0, reactor.handled());
      Files.delete(file);
      await("it to go on alone", () -> reactor.handled() == 1);
      assertEquals("[]", problems(joe));
    }
  }

  @Test
  void whatKeepsFailingIsOneDeadLetterOfTheGroupAndHoldsUpNothing() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    String calls =
        """
        rules:
          - {name: say, plugin: SetField, config: {field: subject, value: hello}}
          - name: call
            condition: n = 5
            plugin: Webhook
            retry: {times: 2, delay: 1s}
            config: {url: 'http://127.0.0.1:%d/', content_type: text/plain, body: x}
        """
            .formatted(nobody);
    members(calls + RULES.substring(RULES.indexOf('\n') + 1), "");
    nodes.forEach(node -> feed(node, identified(1, 10)));
    awaitTold(10);
    await("a dead letter", () -> told("queue/dead").size() == 1);
    await("nobody to try any more", () -> nodes.stream().allMatch(n -> drainedOutbox(n, "call")));
    List<Message> letters = new ArrayList<>();
    nodes.forEach(node -> letters.addAll(node.home().content(node.queues(), "queue/dead")));
    assertEquals(1, letters.size(), letters.toString());
    assertEquals(5, letters.get(0).number("n").orElse(0));
    assertTrue(told("told").values().stream().allMatch(n -> n == 1), told("told").toString());
  }

  /** Else the others would forget who did it, and it would be done again after the next start. */
  @Test
  void whoEndsWithDeliveriesWaitingHasNotPassedTheirMessages() throws IOException {
    String calls =
        """
        rules:
          - {name: say, plugin: SetField, config: {field: subject, value: hello}}
          - name: call
            plugin: Webhook
            config: {url: 'http://127.0.0.1:9/', content_type: text/plain, body: x}
        """;
    for (int round = 0; round < 3; round++) {
      Node joe = start("joe", calls, "");
      feed(joe, identified(round * 10 + 1, round * 10 + 10));
      await("them to be walked", () -> joe.reactor().handled() == 10);
      joe.reactor().close();
      joe.queues().close();
      StoreSettings settings =
          new StoreSettings(
              "file:" + directory.resolve("store"), Duration.ofSeconds(5), StoreTls.DEFAULT);
      try (Store store = Stores.open(settings)) {
        String watermark = store.get("home.reactor/watermark/joe").orElseThrow().value();
        assertTrue(!watermark.contains("origin"), watermark);
      }
    }
  }
}
