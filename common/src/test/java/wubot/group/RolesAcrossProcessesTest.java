// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wubot.group.RoleProcesses.Line;

/**
 * Roles of three real processes that are killed, frozen, cut off and told to move. Where the store
 * makes no difference, one test takes files and the next etcd; {@code scripts/chaos group} does all
 * of it over both.
 */
@Tag("slow")
final class RolesAcrossProcessesTest {

  /** So long that a machine that stands still for a moment makes nobody lose a role. */
  private static final Duration TTL = Duration.ofSeconds(5);

  private static final List<String> NODES = List.of("joe", "mike", "robert");

  @TempDir private Path directory;

  static Stream<String> stores() {
    return Stream.of("file", "etcd");
  }

  /** Three members over one store, each with its own way to it. */
  private final class Three implements AutoCloseable {
    final RoleProcesses processes = new RoleProcesses(directory.resolve("log"), TTL);
    final Map<String, String> ways = new HashMap<>();
    final Map<String, CuttableProxy> proxies = new HashMap<>();
    Optional<Etcd> etcd = Optional.empty();
    final List<String> options;

    Three(String store, String... options) throws IOException {
      this.options = List.of(options);
      if (store.equals("etcd")) {
        etcd = Optional.of(Etcd.alone());
      }
      for (String node : NODES) {
        ways.put(node, "file:" + directory.resolve("store"));
        if (etcd.isPresent()) {
          CuttableProxy proxy = new CuttableProxy(etcd.get().port());
          proxies.put(node, proxy);
          ways.put(node, "etcd:" + proxy.port());
        }
        start(node, "peers=" + String.join(",", NODES));
      }
      processes.awaitStart(0, "joe");
      awaitCount("joe", 0);
    }

    void start(String node, String... more) throws IOException {
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of(more));
      processes.start(node, ways.get(node), all.toArray(new String[0]));
    }

    /** Moves the role to one that has just come, and is refused until he is known as ready. */
    void moveOnceReady(String from, String to) throws IOException {
      Line answer;
      do {
        int told = mark();
        processes.tell(from, "move " + to);
        answer = processes.await("an answer", told, line -> isOf(line, from, "ANSWER"));
      } while (answer.rest().startsWith("Refused"));
    }

    int mark() throws IOException {
      return processes.lines().size();
    }

    /** A count of a node whose start is written down: until then it counts as not begun. */
    Line awaitCount(String node, int after) throws IOException {
      Line count =
          processes.await(
              node + " counting",
              after,
              line -> line.word().equals("COUNT") && line.node().equals(node));
      processes.await(
          node + " having started",
          0,
          line ->
              line.word().equals("EVENT")
                  && line.token() == count.token()
                  && line.rest().startsWith("STARTED"));
      return count;
    }

    @Override
    public void close() throws IOException {
      processes.close();
      for (CuttableProxy proxy : proxies.values()) {
        proxy.close();
      }
      if (etcd.isPresent()) {
        etcd.get().close();
      }
    }
  }

  @Test
  void aKilledHolderIsFollowedByTheNextAndComesBack() throws Exception {
    try (Three three = new Three("file")) {
      int mark = three.mark();
      three.processes.kill("joe");
      assertEquals("failover joe", three.processes.awaitStart(mark, "mike").rest());
      three.awaitCount("mike", mark);
      mark = three.mark();
      three.processes.kill("mike");
      assertEquals("failover mike", three.processes.awaitStart(mark, "robert").rest());
      three.awaitCount("robert", mark);
      mark = three.mark();
      three.start("joe");
      assertEquals("takeover robert", three.processes.awaitStart(mark, "joe").rest());
      three.awaitCount("joe", mark);
      assertContinued(three);
      three.processes.assertSound();
    }
  }

  /** After a takeover the count goes on where the former holder was, with none lost or twice. */
  private static void assertContinued(Three three) throws IOException {
    long last = 0;
    boolean first = false;
    for (Line line : three.processes.lines()) {
      if (line.word().equals("START")) {
        first = line.rest().startsWith("takeover");
      } else if (line.word().equals("COUNT")) {
        long count = Long.parseLong(line.rest());
        if (first) {
          assertEquals(last + 1, count, three.processes.story());
        }
        first = false;
        last = count;
      }
    }
  }

  @Test
  void aHolderThatComesBackWithinTheTimeoutStartsNormal() throws Exception {
    try (Three three = new Three("etcd", "timeout=60000")) {
      int mark = three.mark();
      three.processes.kill("joe");
      three.start("joe");
      assertEquals("normal", three.processes.awaitStart(mark, "joe").rest());
      assertEquals(Set.of("joe normal"), Set.copyOf(three.processes.starts(mark)));
      three.processes.assertSound();
    }
  }

  @Test
  void aHolderThatIsToldToEndIsFollowedAtOnce() throws Exception {
    // The timeout is longer than the test waits, so that only the orderly way is quick enough.
    try (Three three = new Three("etcd", "timeout=600000")) {
      int mark = three.mark();
      three.processes.signal("joe", "TERM");
      Line start = three.processes.awaitStart(mark, "mike");
      assertEquals("failover joe", start.rest());
      three.processes.ended("joe");
      three.awaitCount("mike", mark);
      three.processes.assertSound();
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aFrozenHolderDoesNothingOnceAnotherHasBegunNorOverwritesItsState(String store)
      throws Exception {
    try (Three three = new Three(store)) {
      int mark = three.mark();
      three.processes.signal("joe", "STOP");
      Line start = three.processes.awaitStart(mark, "mike");
      assertEquals("failover joe", start.rest());
      three.awaitCount("mike", mark);
      three.processes.tell("joe", "stale");
      three.processes.signal("joe", "CONT");
      Line answer = three.processes.await("an answer", mark, l -> l.word().equals("ANSWER"));
      assertTrue(answer.rest().contains("saved false"), answer.rest());
      three.processes.await(
          "joe being fenced",
          mark,
          line -> line.node().equals("joe") && line.word().equals("STOP"));
      Line again = three.processes.awaitStart(mark, "joe");
      assertEquals("takeover mike", again.rest());
      three.awaitCount("joe", three.mark());
      three.processes.assertSound();
    }
  }

  @Test
  void aSecondProcessOfTheSameNameWaits() throws Exception {
    try (Three three = new Three("file", "timeout=60000")) {
      int mark = three.mark();
      RoleProcesses second = new RoleProcesses(directory.resolve("log"), TTL);
      try (second) {
        second.start("joe", three.ways.get("joe"), "timeout=60000");
        three.processes.await(
            "the second joe being refused",
            mark,
            line -> line.node().equals("joe") && line.rest().startsWith("refused"));
        int killed = three.mark();
        three.processes.kill("joe");
        Line start = three.processes.awaitStart(killed, "joe");
        assertEquals("normal", start.rest());
        // A machine that stood still may have made the first one start again before it was killed.
        assertEquals(Set.of("joe normal"), Set.copyOf(three.processes.starts(mark)));
        three.processes.assertSound();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void movedBackAndForthItLosesNothing(String store) throws Exception {
    List<Long> pauses = new ArrayList<>();
    try (Three three = new Three(store)) {
      String from = "joe";
      for (String to : List.of("mike", "robert", "joe", "mike", "joe", "robert", "joe")) {
        int mark = three.mark();
        three.processes.tell(from, "move " + to);
        assertEquals("takeover " + from, three.processes.awaitStart(mark, to).rest());
        Line first = three.awaitCount(to, mark);
        Line last =
            three.processes.lines().stream()
                .filter(line -> line.word().equals("COUNT") && line.token() < first.token())
                .reduce((one, two) -> two)
                .orElseThrow();
        pauses.add((first.nanos() - last.nanos()) / 1_000_000);
        three.processes.await(
            "the move being over",
            mark,
            line -> line.node().equals(to) && line.rest().startsWith("STARTED"));
        from = to;
      }
      assertContinued(three);
      three.processes.assertSound();
    }
    Collections.sort(pauses);
    System.out.println("pauses of planned moves over " + store + ", ms: " + pauses);
  }

  @Test
  void aSourceThatDiesWhileItDrainsIsFollowedWithItsLastSnapshot() throws Exception {
    try (Three three = new Three("etcd", "timeout=500")) {
      three.processes.tell("joe", "move mike");
      three.awaitCount("mike", 0);
      three.processes.kill("joe");
      int mark = three.mark();
      three.start("joe", "drainhalt=yes");
      three.processes.awaitStart(mark, "joe"); // preferred and new
      long reached = Long.parseLong(awaitSaved(three, mark).rest());
      int moving = three.mark();
      three.processes.tell("joe", "move robert");
      three.processes.ended("joe");
      Line start = three.processes.await("a failover", moving, l -> l.word().equals("START"));
      assertEquals("failover joe", start.rest());
      Line count = three.awaitCount(start.node(), moving);
      assertTrue(Long.parseLong(count.rest()) >= reached / 20 * 20, count.toString());
      three.processes.assertSound();
    }
  }

  private static Line awaitSaved(Three three, int mark) throws IOException {
    return three.processes.await(
        "sixty counts",
        mark,
        line ->
            line.node().equals("joe")
                && line.word().equals("COUNT")
                && Long.parseLong(line.rest()) % 20 == 19
                && Long.parseLong(line.rest()) > 60);
  }

  @Test
  void aSourceThatDiesAfterItLetGoIsFollowedByTheTarget() throws Exception {
    try (Three three = new Three("file")) {
      three.processes.kill("joe");
      three.awaitCount("mike", 0);
      int mark = three.mark();
      three.start("joe", "halt=\"state\":\"HANDOVER\"");
      three.awaitCount("joe", mark);
      int moving = three.mark();
      three.processes.tell("joe", "move robert");
      three.processes.ended("joe");
      assertEquals("takeover joe", three.processes.awaitStart(moving, "robert").rest());
      three.awaitCount("robert", moving);
      assertContinued(three);
      three.processes.assertSound();
    }
  }

  @Test
  void whenTheTargetDiesInItsStartTheStateSurvives() throws Exception {
    try (Three three = new Three("etcd")) {
      int mark = three.mark();
      three.processes.kill("robert");
      three.start("robert", "starthalt=yes");
      three.processes.await(
          "robert coming back",
          mark,
          line -> line.node().equals("robert") && line.word().equals("UP"));
      int moving = three.mark();
      Line before = three.awaitCount("joe", moving - 1);
      three.moveOnceReady("joe", "robert");
      three.processes.ended("robert");
      Line start = three.processes.await("a start", moving, l -> l.word().equals("START"));
      Line count = three.awaitCount(start.node(), moving);
      assertTrue(Long.parseLong(count.rest()) >= Long.parseLong(before.rest()));
      three.processes.assertSound();
    }
  }

  @Test
  void cutOffTheHolderStopsBeforeAnotherStartsAndOneIsLeftAfterwards() throws Exception {
    try (Three three = new Three("etcd")) {
      int mark = three.mark();
      three.proxies.get("joe").cut();
      Line start = three.processes.awaitStart(mark, "mike");
      assertEquals("failover joe", start.rest());
      Line stop = three.processes.await("joe's stop", mark, line -> isOf(line, "joe", "STOP"));
      assertTrue(stop.nanos() < start.nanos(), three.processes.story());
      three.awaitCount("mike", mark);
      int healed = three.mark();
      three.proxies.get("joe").heal();
      assertEquals("takeover mike", three.processes.awaitStart(healed, "joe").rest());
      three.awaitCount("joe", healed);
      three.processes.assertSound();
    }
  }

  @Test
  void whoGoesOnWithoutTheStoreYieldsAfterwards() throws Exception {
    try (Three three = new Three("etcd", "continue=yes")) {
      int mark = three.mark();
      three.proxies.get("joe").cut();
      Line start = three.processes.awaitStart(mark, "mike");
      three.awaitCount("mike", mark);
      three.awaitCount("joe", three.mark()); // both act
      three.proxies.get("joe").heal();
      three.processes.await(
          "joe yielding",
          mark,
          line -> line.node().equals("joe") && line.rest().startsWith("YIELDED"));
      Line next = three.processes.awaitStart(mark, "joe");
      assertTrue(next.token() > start.token());
    }
  }

  @Test
  void aHiccupOfTheStoreIsOverWithOneHolder() throws Exception {
    try (Three three = new Three("etcd")) {
      int mark = three.mark();
      three.etcd.orElseThrow().freeze();
      three.processes.await("the stop of joe", mark, line -> isOf(line, "joe", "STOP"));
      RoleProcesses.pause(TTL.multipliedBy(2));
      int thawed = three.mark();
      assertEquals(List.of(), three.processes.starts(mark));
      three.etcd.orElseThrow().thaw();
      three.processes.awaitStart(thawed, "joe");
      three.awaitCount("joe", thawed);
      three.processes.assertSound();
    }
  }

  /** For roles that say so; without, the order of stop and start is what all other tests judge. */
  @Test
  void withOverlapTheOldHolderGoesOnUntilTheNewOneHasStarted() throws Exception {
    try (Three three = new Three("file", "overlap=yes", "slow=1000")) {
      int mark = three.mark();
      three.processes.tell("joe", "move mike");
      int started = three.mark() - 1;
      three.processes.awaitStart(mark, "mike");
      Line stop = three.processes.await("joe's stop", mark, line -> isOf(line, "joe", "STOP"));
      Line start = three.processes.awaitStart(mark, "mike");
      assertEquals("takeover joe", start.rest());
      assertTrue(stop.nanos() - start.nanos() >= 1_000_000_000, three.processes.story());
      boolean both =
          three.processes.lines().subList(started, three.mark()).stream()
              .anyMatch(line -> isOf(line, "joe", "COUNT") && line.nanos() > start.nanos());
      assertTrue(both, "joe counts while mike starts\n" + three.processes.story());
      three.awaitCount("mike", mark);
      boolean after =
          three.processes.lines().stream()
              .anyMatch(line -> isOf(line, "joe", "COUNT") && line.nanos() > stop.nanos());
      assertTrue(!after, "joe counts after its stop\n" + three.processes.story());
    }
  }

  private static boolean isOf(Line line, String node, String word) {
    return line.node().equals(node) && line.word().equals(word);
  }

  @Test
  void workThatKeepsCrashingGoesElsewhereAndPastWhereItCannotStart() throws Exception {
    try (Three three = new Three("file")) {
      three.processes.tell("mike", "failstart");
      for (int crash = 0; crash < 3; crash++) {
        int mark = three.mark();
        three.processes.tell("joe", "crash");
        assertEquals("normal", three.processes.awaitStart(mark, "joe").rest());
        three.awaitCount("joe", mark);
      }
      int mark = three.mark();
      three.processes.tell("joe", "crash");
      three.processes.await(
          "the failure at mike",
          mark,
          line -> isOf(line, "mike", "EVENT") && line.rest().startsWith("START_FAILED"));
      Line start = three.processes.awaitStart(mark, "robert");
      assertTrue(start.rest().startsWith("failover "), start.rest());
      three.awaitCount("robert", mark);
      three.processes.assertSound();
    }
  }

  @Test
  void aClockOnTheWallThatJumpsIsTakenForASleep() throws Exception {
    try (Three three = new Three("etcd")) {
      int mark = three.mark();
      three.processes.tell("joe", "jump 3600000");
      three.processes.await("the jump", mark, line -> isOf(line, "joe", "JUMP"));
      three.awaitCount("joe", three.mark()); // the store has told that nobody else has the role
      assertEquals(List.of(), three.processes.starts(mark), three.processes.story());

      three.etcd.orElseThrow().freeze();
      int frozen = three.mark();
      three.processes.tell("joe", "jump 3600000");
      three.processes.await("the jump", frozen, line -> isOf(line, "joe", "JUMP"));
      Line stop = three.processes.await("the stop", frozen, line -> isOf(line, "joe", "STOP"));
      List<Line> lines = three.processes.lines();
      Line jump =
          lines.stream()
              .skip(frozen)
              .filter(line -> isOf(line, "joe", "JUMP"))
              .findFirst()
              .orElseThrow();
      long counted =
          lines.stream()
              .filter(line -> isOf(line, "joe", "COUNT") && line.nanos() > jump.nanos())
              .filter(line -> line.nanos() < stop.nanos())
              .count();
      assertTrue(counted <= 1, counted + " counts without asking\n" + three.processes.story());
      three.etcd.orElseThrow().thaw();
      three.processes.awaitStart(frozen, "joe");
      three.processes.assertSound();
    }
  }
}
