// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FlowsTest {
  private static final Duration TTL = Duration.ofSeconds(3);

  private final ClaimsClock clock = new ClaimsClock();
  private final MemoryStore store = new MemoryStore(Duration.ofMillis(50));
  private final MemoryStore joeStore = store.sibling();
  private final List<String> live = new ArrayList<>(List.of("joe", "mike", "robert"));
  private final Flows joe = member(joeStore, "joe", "1", true);
  private final Flows mike = member(store.sibling(), "mike", "1", true);

  private Flows member(Store way, String node, String life, boolean shared) {
    return new Flows(clock.place(way, node, life), () -> List.copyOf(live), TTL, shared);
  }

  private static Flow mine(FlowRuling ruling) {
    return assertInstanceOf(FlowRuling.Mine.class, ruling).flow();
  }

  private static void with(String owner, FlowRuling ruling) {
    assertEquals(owner, assertInstanceOf(FlowRuling.Elsewhere.class, ruling).owner());
  }

  private static void none(FlowRuling ruling) {
    assertInstanceOf(FlowRuling.None.class, ruling);
  }

  @Test
  void everyStepStaysWithTheMemberThatBegan() {
    none(joe.enter("poll", "ann", false));
    Flow first = mine(joe.enter("poll", "ann", true));
    assertTrue(first.started());
    assertEquals(Flow.Step.ACCEPTED, first.advance("m1", Map.of("title", "lunch")));
    for (int step = 2; step <= 5; step++) {
      with("joe", mike.enter("poll", "ann", false));
      with("joe", mike.enter("poll", "ann", true));
      Flow flow = mine(joe.enter("poll", "ann", false));
      assertFalse(flow.started());
      assertEquals(step - 1, flow.step());
      assertEquals("lunch", flow.context().get("title"));
      Map<String, String> next = new HashMap<>(flow.context());
      next.put("step" + step, "said");
      assertEquals(Flow.Step.ACCEPTED, flow.advance("m" + step, next));
    }
    assertTrue(mine(joe.enter("poll", "ann", false)).end());
    none(mike.enter("poll", "ann", false));
    assertEquals(0, joe.count());
    assertTrue(mine(mike.enter("poll", "ann", true)).started());
  }

  @Test
  void twoPeopleHaveTwoFlowsAndRoomsTheirOwn() {
    Flow ann = mine(joe.enter("poll", "ann", true));
    Flow bob = mine(mike.enter("poll", "bob", true));
    Flow other = mine(mike.enter("quiz", "ann", true));
    assertNotEquals(ann.token(), bob.token());
    ann.advance("m1", Map.of("who", "ann"));
    bob.advance("m2", Map.of("who", "bob"));
    assertEquals("ann", mine(joe.enter("poll", "ann", false)).context().get("who"));
    assertEquals("bob", mine(mike.enter("poll", "bob", false)).context().get("who"));
    assertEquals(0, other.step());
  }

  @Test
  void theSamePersonTwiceAtTheSameInstantHasOneFlow() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 50; i++) {
        String session = "ann" + i;
        CyclicBarrier barrier = new CyclicBarrier(2);
        List<Future<FlowRuling>> both = new ArrayList<>();
        for (Flows member : List.of(joe, mike)) {
          both.add(
              threads.submit(
                  () -> {
                    barrier.await();
                    return member.enter("poll", session, true);
                  }));
        }
        int owners = 0;
        for (Future<FlowRuling> each : both) {
          owners += each.get() instanceof FlowRuling.Mine ? 1 : 0;
        }
        assertEquals(1, owners);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aDeadMembersFlowMovesWithItsContext() {
    Flow before = mine(joe.enter("poll", "ann", true));
    before.advance("m1", Map.of("title", "lunch"));
    live.remove("joe");
    Flow after = mine(mike.enter("poll", "ann", false));
    assertEquals(1, after.step());
    assertEquals("m1", after.event());
    assertEquals(Map.of("title", "lunch"), after.context());
    assertTrue(after.token() > before.token());
    assertEquals(Flow.Step.SUPERSEDED, before.advance("m2", Map.of()));
    assertEquals(Flow.Step.ACCEPTED, after.advance("m2", Map.of("title", "dinner")));
    live.add("joe");
    with("mike", joe.enter("poll", "ann", false));
  }

  @Test
  void aMemberThatRestartsGoesOnAtOnce() {
    mine(joe.enter("poll", "ann", true)).advance("m1", Map.of("title", "lunch"));
    Flows again = member(store.sibling(), "joe", "2", true);
    with("joe", mike.enter("poll", "ann", false));
    Flow flow = mine(again.enter("poll", "ann", false));
    assertEquals(1, flow.step());
    assertEquals("lunch", flow.context().get("title"));
  }

  @Test
  void aStickyFlowThatLostItsMemberSaysSoAndMayBeginAnew() {
    Flows sticky = member(store.sibling(), "joe", "s", false);
    Flows other = member(store.sibling(), "mike", "s", false);
    Flow flow = mine(sticky.enter("poll", "ann", true));
    flow.advance("m1", Map.of("secret", "kept at home"));
    assertEquals("kept at home", mine(sticky.enter("poll", "ann", false)).context().get("secret"));
    assertFalse(store.list("home/flow/", "", 10).get(0).value().contains("kept at home"));
    live.remove("joe");
    assertEquals(
        1, assertInstanceOf(FlowRuling.Lost.class, other.enter("poll", "ann", false)).step());
    assertTrue(mine(other.enter("poll", "ann", true)).started());
  }

  @Test
  void aStickyFlowIsLostByARestartToo() {
    Flows sticky = member(store.sibling(), "joe", "s", false);
    mine(sticky.enter("poll", "ann", true)).advance("m1", Map.of("a", "b"));
    Flows again = member(store.sibling(), "joe", "t", false);
    assertInstanceOf(FlowRuling.Lost.class, again.enter("poll", "ann", false));
    none(again.enter("poll", "ann", false));
  }

  @Test
  void aStepIsAcceptedOncePerMessage() {
    Flow flow = mine(joe.enter("poll", "ann", true));
    assertEquals(Flow.Step.ACCEPTED, flow.advance("m1", Map.of("n", "1")));
    assertEquals(Flow.Step.REPEATED, flow.advance("m1", Map.of("n", "2")));
    Flow again = mine(joe.enter("poll", "ann", false));
    assertEquals(Flow.Step.REPEATED, again.advance("m1", Map.of("n", "3")));
    assertEquals(1, again.step());
    assertEquals("1", again.context().get("n"));
  }

  @Test
  void everyStepRefreshesTheTimeToLiveAndSilenceEndsIt() {
    Flow flow = mine(joe.enter("poll", "ann", true));
    for (int i = 0; i < 5; i++) {
      clock.passMillis(2_000);
      assertEquals(Flow.Step.ACCEPTED, flow.advance("m" + i, Map.of()));
      joe.tidy();
      with("joe", mike.enter("poll", "ann", false));
    }
    clock.passMillis(4_000);
    none(joe.enter("poll", "ann", false));
    assertTrue(mine(mike.enter("poll", "ann", true)).started());
  }

  @Test
  void aSilentFlowIsRemovedWithoutBeingAskedFor() {
    mine(joe.enter("poll", "ann", true));
    clock.passMillis(2_999);
    joe.tidy();
    assertEquals(1, store.list("home/flow/", "", 10).size());
    clock.passMillis(1);
    joe.tidy();
    assertEquals(0, store.list("home/flow/", "", 10).size());
  }

  @Test
  void whoWaitsForAMemberThatDoesNothingGoesOnAfterTheTimeToLive() {
    mine(joe.enter("poll", "ann", true)).advance("m1", Map.of("a", "b"));
    with("joe", mike.enter("poll", "ann", false));
    clock.pass(TTL.minusMillis(1));
    with("joe", mike.enter("poll", "ann", false));
    clock.passMillis(1);
    assertEquals("b", mine(mike.enter("poll", "ann", false)).context().get("a"));
  }

  @Test
  void aStepWhoseAnswerIsLostIsKnownAgain() {
    Flow flow = mine(joe.enter("poll", "ann", true));
    joeStore.fail(MemoryStore.Fault.LOSE_ANSWER);
    assertEquals(Flow.Step.AWAY, flow.advance("m1", Map.of("a", "b")));
    assertInstanceOf(FlowRuling.Away.class, joe.enter("poll", "ann", false));
    joeStore.fail(MemoryStore.Fault.NONE);
    assertEquals(Flow.Step.REPEATED, flow.advance("m1", Map.of("a", "b")));
    assertEquals(1, flow.step());
    joeStore.fail(MemoryStore.Fault.LOSE_REQUEST);
    assertEquals(Flow.Step.AWAY, flow.advance("m2", Map.of("a", "c")));
    joeStore.fail(MemoryStore.Fault.NONE);
    Flow again = mine(joe.enter("poll", "ann", false));
    assertEquals(1, again.step());
    assertEquals(Flow.Step.ACCEPTED, again.advance("m2", Map.of("a", "c")));
    assertEquals(2, again.step());
  }

  @Test
  void aStickyStepWhoseAnswerIsLostKeepsItsContext() {
    MemoryStore way = store.sibling();
    Flows sticky = member(way, "joe", "s", false);
    Flow flow = mine(sticky.enter("poll", "ann", true));
    flow.advance("m1", Map.of("a", "1"));
    way.fail(MemoryStore.Fault.LOSE_ANSWER);
    assertEquals(Flow.Step.AWAY, flow.advance("m2", Map.of("a", "2")));
    way.fail(MemoryStore.Fault.NONE);
    assertEquals("2", mine(sticky.enter("poll", "ann", false)).context().get("a"));
  }

  @Test
  void endingIsForEverybody() {
    mine(joe.enter("poll", "ann", true));
    assertTrue(mike.end("poll", "ann"));
    assertTrue(mike.end("poll", "ann"));
    none(joe.enter("poll", "ann", false));
    joeStore.fail(MemoryStore.Fault.REFUSE);
    assertFalse(joe.end("poll", "ann"));
  }

  /** Owners die, restart and come back; steps arrive anywhere; the count is the one of a list. */
  @Test
  void stepsNeverJumpOrGoBackWhateverDies() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      MemoryStore shared = new MemoryStore();
      List<String> alive = new ArrayList<>(List.of("joe", "mike", "robert"));
      List<String> nodes = List.copyOf(alive);
      Map<String, Flows> members = new HashMap<>();
      for (String node : nodes) {
        members.put(node, of(shared, node, 0, alive));
      }
      long lastToken = 0;
      int done = 0;
      for (int i = 1; done < 60; i++) {
        String node = nodes.get(random.nextInt(3));
        int dice = random.nextInt(10);
        if (dice == 0 && alive.size() > 1) {
          alive.remove(node);
        } else if (dice <= 2 && !alive.contains(node)) {
          members.put(node, of(shared, node, i, alive));
          alive.add(node);
        }
        if (!alive.contains(node)) {
          continue;
        }
        FlowRuling ruling = members.get(node).enter("poll", "ann", true);
        if (ruling instanceof FlowRuling.Mine mine) {
          Flow flow = mine.flow();
          assertEquals(done, flow.step(), "seed " + seed);
          assertTrue(flow.token() >= lastToken, "seed " + seed);
          lastToken = flow.token();
          String sum = flow.context().getOrDefault("sum", "");
          assertEquals(done, sum.length(), "seed " + seed);
          assertEquals(Flow.Step.ACCEPTED, flow.advance("m" + done, Map.of("sum", sum + "x")));
          done++;
        } else {
          assertInstanceOf(FlowRuling.Elsewhere.class, ruling);
        }
      }
    }
  }

  private Flows of(MemoryStore shared, String node, int life, List<String> alive) {
    ClaimPlace place = clock.place(shared.sibling(), node, "life" + life);
    return new Flows(place, () -> List.copyOf(alive), TTL, true);
  }
}
