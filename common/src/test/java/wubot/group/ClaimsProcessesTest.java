// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members as processes over files: what does not depend on the kind of store. The store's own
 * promises are those of {@link StoreContract}.
 */
@Tag("slow")
final class ClaimsProcessesTest extends ClaimsByProcesses {

  @Override
  String store() {
    return "file:" + home.resolve("store");
  }

  @Test
  void eachIdHappensOnceAndALateMemberDoesNothing() throws Exception {
    given.setProperty("ids", "500");
    given.setProperty("hesitation", "1000"); // who is a moment late takes its share all the same
    given.setProperty("ttl", "20000"); // nobody dies, however slow the machine
    startAll();
    endAll();
    assertOnce(500, Set.of());
    Map<String, Long> share = new TreeMap<>();
    effects().forEach(effect -> share.merge(effect.node(), 1L, Long::sum));
    assertEquals(Set.copyOf(MEMBERS), share.keySet(), "everybody does something");
    long won = ends().stream().mapToLong(line -> count(line, "won")).sum();
    assertEquals(500, won);
    assertEquals(0, ends().stream().mapToLong(line -> count(line, "suspectedTwice")).sum());
    System.out.println(kind() + ": 500 ids shared " + share);
    given.setProperty("members", "joe,mike,robert,late");
    start("late");
    assertEquals(0, end("late"));
    assertOnce(500, Set.of());
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void whoDiesAnywhereLosesOnlyWhatThePolicySays(Policy policy) throws Exception {
    given.setProperty("ids", "90");
    given.setProperty("policy", policy.name());
    given.setProperty("effectMillis", "15");
    Map<String, String> points =
        Map.of("joe", "after_claim:5", "mike", "after_effect:5", "robert", "after_done:5");
    for (String member : MEMBERS) {
      given.setProperty("crash", points.get(member));
      start(member);
    }
    given.remove("crash");
    for (String member : MEMBERS) {
      assertEquals(9, end(member), member + " dies where it was told to");
      start(member);
    }
    endAll();
    Map<Long, Integer> times = times();
    long repeated = times.values().stream().filter(count -> count > 1).count();
    if (policy == Policy.AT_MOST_ONCE) {
      assertEquals(0, repeated);
      // What they had won beside the one they died in is not done either: nobody else may.
      assertTrue(times.size() < 90);
      long abandoned = ends().stream().mapToLong(line -> count(line, "abandoned")).sum();
      assertEquals(90 - times.size() + 1, abandoned, "and mike's, which had happened");
    } else {
      assertEquals(90, times.size(), "nothing is lost");
      Set<Long> twice = new HashSet<>();
      times.forEach((id, count) -> twice.addAll(count > 1 ? List.of(id) : List.of()));
      assertEquals(1, twice.size(), "only the one mike had done: " + twice);
      List<Effect> both = effects().stream().filter(effect -> twice.contains(effect.id())).toList();
      assertTrue(both.get(1).token() > both.get(0).token());
      assertEquals(2, both.get(1).attempt());
      assertEquals("mike", both.get(0).node());
    }
    assertEquals(times.keySet(), sink(), "fenced, each happened once");
  }

  @Test
  void aLongEffectIsRenewedAndNobodyElseDoesIt() throws Exception {
    given.setProperty("ids", "20");
    given.setProperty("ttl", "6000");
    given.setProperty("slow", "7");
    given.setProperty("slowMillis", "13000"); // more than twice the time to live
    startAll();
    endAll();
    assertOnce(20, Set.of());
  }

  @Test
  void aFrozenHolderIsFollowedAndToldSo() throws Exception {
    given.setProperty("ids", "20");
    given.setProperty("slow", "7");
    given.setProperty("slowMillis", "1500");
    startAll();
    await("somebody begins 7", () -> line("begin 7 ").isPresent());
    String holder = line("begin 7 ").orElseThrow().split(" ", -1)[2];
    signal(holder, "STOP");
    await("another does 7", () -> line("effect 7 ").isPresent());
    String follower = line("effect 7 ").orElseThrow().split(" ", -1)[2];
    assertTrue(!follower.equals(holder));
    signal(holder, "CONT");
    endAll();
    assertOnce(20, Set.of(7L));
    assertTrue(line("suspected 7 " + holder).isPresent(), "it is told");
    assertTrue(line("rejected 7 " + holder).isPresent(), "and turned away where tokens count");
    long suspected = ends().stream().mapToLong(end -> count(end, "suspectedTwice")).sum();
    assertTrue(suspected >= 1, "it counts what it held while it slept");
  }
}
