// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.message.Message;

/** Monitors of one group in this process, with a store of files. */
class SharedChecksTest {

  @TempDir Path directory;
  private final List<Node> nodes = new ArrayList<>();

  /** One of them. */
  private final class Node {

    final String name;
    final Path home;
    final MemoryQueues queue = new MemoryQueues();
    final TestCase check = new TestCase();
    Monitor monitor;

    Node(String name) {
      this.name = name;
      this.home = directory.resolve(name);
      nodes.add(this);
    }

    Node group() throws IOException {
      return save("group.yaml", groupFile(""));
    }

    Node save(String file, String text) throws IOException {
      Path path = home.resolve("config").resolve(file);
      Files.createDirectories(path.getParent());
      Path fresh = path.resolveSibling("." + path.getFileName() + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      return this;
    }

    Node start() throws IOException {
      monitor =
          new Monitor(home, name, Clock.systemUTC(), new Random(1), PluginTypes.of(check), queue);
      monitor.start();
      return this;
    }

    Map<String, Object> ask(Question question) {
      try (ControlClient client =
          ControlClient.connect(home, ControlClient.MONITOR).orElseThrow()) {
        return client.ask(question, Duration.ofSeconds(30));
      }
    }

    List<Message> of(String key) {
      return queue.accepted().stream().filter(m -> m.text("key").equals(key)).toList();
    }

    long count() {
      return of("TestCase-a").stream()
          .mapToLong(m -> Long.parseLong(m.text("count")))
          .max()
          .orElse(0);
    }
  }

  private String groupFile(String more) {
    return "group: home\nstore: file:" + directory.resolve("store") + "\nsession_ttl: 9s\n" + more;
  }

  @AfterEach
  void stop() {
    for (Node node : nodes) {
      if (node.monitor != null) {
        node.monitor.close();
      }
    }
  }

  @Test
  void theFirstOfTheListRunsACheckAndTheNextGoesOnWhereItStopped() throws Exception {
    String role = "delay: 0.2\nrole: {nodes: [joe, mike], misfire: once}\n";
    Node joe = new Node("joe").group().save("plugins/TestCase/a.yaml", role);
    joe.save("plugins/TestCase/own.yaml", "delay: 0.2\n").start();
    Node mike = new Node("mike").group().save("plugins/TestCase/a.yaml", role);
    until("runs of joe", () -> joe.count() >= 3);
    mike.start();
    until("more of them", () -> joe.count() >= 6);
    assertEquals(0, mike.of("TestCase-a").size());
    Message message = joe.of("TestCase-a").get(0);
    assertEquals("joe", message.text("member"));
    assertTrue(message.number("planned").isPresent());
    assertFalse(message.names().contains("config.role"), message.toString());
    assertEquals("", joe.of("TestCase-own").get(0).text("member"));

    Map<String, Object> status = joe.ask(Question.of("group").with("act", "status"));
    String roles = String.valueOf(status.get("roles"));
    assertTrue(roles.contains("role=check/TestCase/a, state=running, holder=joe"), roles);
    until("mike to know", () -> checks(mike).contains("elsewhere"));
    assertTrue(joe.ask(Question.of("status")).containsKey("group"));

    joe.monitor.close();
    until("runs of mike", () -> mike.count() > joe.count() + 1);
    until("news", () -> !mike.of("Group-check/TestCase/a").isEmpty());
    Message news = mike.of("Group-check/TestCase/a").get(0);
    assertEquals("check/TestCase/a started on mike (failover joe)", news.text("subject"));
    assertEquals("mike", news.text("hostname"));
    assertEquals(joe.count() + 1, (long) mike.of("TestCase-a").get(0).number("count").orElse(0));
    assertNoRunTwice();
  }

  @Test
  void aCheckMovesBackToThePreferredMemberAndByOrder() throws Exception {
    String role = "delay: 0.2\nrole: {nodes: [joe, mike], timeout: 0s}\n";
    Node mike = new Node("mike").group().save("plugins/TestCase/a.yaml", role).start();
    until("runs of mike", () -> mike.count() >= 2);
    Node joe = new Node("joe").group().save("plugins/TestCase/a.yaml", role).start();
    until("runs of joe", () -> joe.count() > mike.count());
    long before = mike.count();
    Question order = Question.of("group").with("act", "move").with("role", "check/TestCase/a");
    Map<String, Object> said = mike.ask(order.with("node", "mike"));
    assertFalse(String.valueOf(said.get("said")).isEmpty());
    until("runs of mike again", () -> mike.count() > before && mike.count() > joe.count());
    assertNoRunTwice();
  }

  @Test
  void aSavedChangeDoesNotMoveACheck() throws Exception {
    String role = "delay: 0.2\nrole: balanced\n";
    Node joe = new Node("joe").group().save("plugins/TestCase/a.yaml", role).start();
    until("runs of joe", () -> joe.count() >= 2);
    Node mike = new Node("mike").group().save("plugins/TestCase/a.yaml", role).start();
    joe.save("plugins/TestCase/a.yaml", role + "text: new\n");
    until("the new text", () -> joe.of("TestCase-a").stream().anyMatch(m -> m.isTrue("text")));
    until("some more", () -> joe.count() >= 8);
    assertEquals(0, mike.of("TestCase-a").size());
    joe.save("plugins/TestCase/a.yaml", "delay: 0.2\n");
    until("runs of its own", () -> !last(joe).isTrue("member"));
    until("mike's", () -> !mike.of("TestCase-a").isEmpty());
  }

  private static Message last(Node node) {
    List<Message> all = node.of("TestCase-a");
    return all.get(all.size() - 1);
  }

  @Test
  void membersTakeTurns() throws Exception {
    String role = "delay: 0.5\nrole: round-robin\n";
    Node joe = new Node("joe").group().save("plugins/TestCase/a.yaml", role).start();
    Node mike = new Node("mike").group().save("plugins/TestCase/a.yaml", role).start();
    until("both", () -> joe.of("TestCase-a").size() >= 3 && mike.of("TestCase-a").size() >= 3);
    assertNoRunTwice();
    List<Long> counts = new ArrayList<>();
    nodes.forEach(
        n -> n.of("TestCase-a").forEach(m -> counts.add((long) m.number("count").orElse(0))));
    assertEquals(counts.size(), new HashSet<>(counts).size(), "each went on from the one before");
  }

  @Test
  void aBrokenGroupFileStopsOnlyWhatIsSharedUntilItIsMended() throws Exception {
    Node joe = new Node("joe").save("group.yaml", "grup: home\n");
    joe.save("plugins/TestCase/a.yaml", "delay: 0.1\nrole: preferred\n");
    joe.save("plugins/TestCase/own.yaml", "delay: 0.1\n").start();
    until("the other", () -> joe.of("TestCase-own").size() >= 3);
    for (String wrong : List.of("store: redis://127.0.0.1/x", "roles: {'': {}}")) {
      int before = joe.of("TestCase-own").size();
      joe.save("group.yaml", "group: home\n" + wrong + "\n");
      until("the other", () -> joe.of("TestCase-own").size() >= before + 10);
    }
    assertEquals(0, joe.of("TestCase-a").size());
    joe.group();
    until("the shared one", () -> joe.of("TestCase-a").size() >= 3);
    int good = joe.of("TestCase-a").size();
    joe.save("group.yaml", "group: home\nstore: redis://127.0.0.1/x\n");
    until("it to be said", () -> problems(joe).contains("the saved group.yaml"));
    until("it to go on as it was", () -> joe.of("TestCase-a").size() >= good + 10);
  }

  private static String problems(Node node) {
    return String.valueOf(node.ask(Question.of("status")).get("problems"));
  }

  @Test
  void aGroupFileMayShareAChecksThatSayNothing() throws Exception {
    String group = groupFile("roles:\n  check/TestCase/*: {nodes: [mike]}\n");
    Node joe = new Node("joe").save("group.yaml", group);
    joe.save("plugins/TestCase/a.yaml", "delay: 0.1\n").start();
    Node mike = new Node("mike").save("group.yaml", group);
    mike.save("plugins/TestCase/a.yaml", "delay: 0.1\n").start();
    until("mike's", () -> mike.count() >= 3);
    assertEquals(0, joe.of("TestCase-a").size());
  }

  private static String fail(Node node) {
    try {
      Question order = Question.of("group").with("act", "fail").with("role", "check/TestCase/a");
      return String.valueOf(node.ask(order.with("why", "no disk")).get("said"));
    } catch (ControlException e) {
      return e.getMessage(); // it does not run at the moment
    }
  }

  @Test
  void aMonitorEndsWhereASharedCheckKeepsFailingIfTheGroupFileSaysSo() throws Exception {
    String group =
        groupFile(
            "roles:\n  check/TestCase/a: {nodes: [joe, mike], timeout: 0s, exit_node: yes}\n");
    Node joe = new Node("joe").save("group.yaml", group);
    joe.save("plugins/TestCase/a.yaml", "delay: 0.1\n").start();
    Node mike = new Node("mike").save("group.yaml", group);
    mike.save("plugins/TestCase/a.yaml", "delay: 0.1\n").start();
    until("it to fail at joe", () -> fail(joe).equals("check/TestCase/a has failed here"));
    until(
        "joe to give up", // it is started again a few times
        () -> {
          fail(joe);
          return joe.monitor.end().isPresent();
        });
    assertEquals(
        "role check/TestCase/a failed at joe: no disk, too often", joe.monitor.end().get());
    until("mike's", () -> mike.count() >= 3);
    assertTrue(mike.monitor.end().isEmpty());
    assertNoRunTwice();
  }

  @Test
  void aSavedGroupFileIsInForceAtOnceAlsoWhileAMonitorWaitsForOthers() throws Exception {
    String barrier = "sync_nodes: {mandatory: [nobody], timeout: infinity}\n";
    Node joe = new Node("joe").save("group.yaml", groupFile(barrier));
    joe.save("plugins/TestCase/a.yaml", "delay: 0.1\nrole: preferred\n").start();
    until("joe to be there", () -> group(joe).contains("node=joe, state=alive"));
    joe.save("group.yaml", "group: home\nstore: nowhere\n");
    joe.group();
    until("runs without nobody", () -> joe.count() >= 3);
    assertFalse(group(joe).contains("group=home, member=other"));
    joe.save("group.yaml", groupFile("node: other\n"));
    long before = joe.count();
    until("runs under the other name", () -> last(joe).text("member").equals("other"));
    assertTrue(joe.count() > before, "it goes on where it was");
    joe.save("group.yaml", "group: home\nstor: nowhere\n");
    long then = joe.count();
    until("runs as before", () -> joe.count() > then + 3);
    assertNoRunTwice();
  }

  @Test
  void aSavedGroupFileSharesChecksThatSayNothingAndNoLonger() throws Exception {
    String shared = groupFile("roles:\n  check/TestCase/*: {nodes: [mike]}\n");
    Node joe = new Node("joe").group().save("plugins/TestCase/a.yaml", "delay: 0.1\n").start();
    Node mike = new Node("mike").group().save("plugins/TestCase/a.yaml", "delay: 0.1\n").start();
    until("both to run their own", () -> joe.count() >= 3 && mike.count() >= 3);
    joe.save("group.yaml", shared);
    mike.save("group.yaml", shared);
    until("mike to run it for all", () -> last(mike).text("member").equals("mike"));
    until("joe to leave it to mike", () -> checks(joe).contains("elsewhere"));
    long before = joe.of("TestCase-a").size();
    joe.save("group.yaml", shared + "broken\n");
    until(
        "some more", () -> mike.of("TestCase-a").stream().filter(m -> m.has("member")).count() > 8);
    assertEquals(before, joe.of("TestCase-a").size(), "joe runs it no longer");
    joe.group();
    mike.group();
    until("joe to run its own", () -> joe.of("TestCase-a").size() > before + 3);
    until("mike too", () -> !last(mike).isTrue("member"));
    assertEquals("", last(joe).text("member"));
  }

  private static String checks(Node node) {
    return String.valueOf(node.ask(Question.of("status")).get("checks"));
  }

  private static String group(Node node) {
    try {
      return String.valueOf(node.ask(Question.of("group").with("act", "status")));
    } catch (ControlException e) {
      return ""; // not yet
    }
  }

  private void assertNoRunTwice() {
    List<String> planned = new ArrayList<>();
    nodes.forEach(n -> n.of("TestCase-a").forEach(m -> planned.add(m.text("planned"))));
    assertEquals(planned.size(), new HashSet<>(planned).size(), planned.toString());
  }
}
