// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupOracleTest {

  private static final GroupHit KILLED = new GroupHit("joe", GroupHit.Kind.KILLED, 5_000, 9_000);

  private static GroupOracle judge(
      String policy, int events, List<String> lines, List<GroupHit> hits, Set<Integer> abandoned) {
    return judge(policy, events, lines, hits, abandoned, Set.of());
  }

  private static GroupOracle judge(
      String policy,
      int events,
      List<String> lines,
      List<GroupHit> hits,
      Set<Integer> abandoned,
      Set<Integer> unwritten) {
    return new GroupOracle(
        new GroupEvidence(
            Collections.nCopies(events, 1_000L),
            Collections.nCopies(events, policy),
            lines.stream().map(EffectLog.Line::read).toList(),
            hits,
            List.of(),
            new Tenures(),
            Map.of(0, lines.size() / 2),
            0,
            abandoned,
            unwritten,
            List.of(),
            List.of(),
            false,
            2_000));
  }

  private static List<String> done(int number, String member, long millis) {
    String rest = " " + member + " " + number + " 1 -";
    return List.of("B " + millis + rest, "E " + (millis + 1) + rest);
  }

  private static List<String> both(List<String> one, List<String> other) {
    List<String> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  @Test
  void whatIsMissingIsLostUnlessItsMemberDiedWithAtMostOnce() {
    List<String> none = List.of();
    assertEquals(1, judge("at-least-once", 1, none, List.of(KILLED), Set.of()).wrongs().size());
    assertEquals(1, judge("at-most-once", 1, none, List.of(KILLED), Set.of()).wrongs().size());
    List<String> begun = List.of("B 4900 joe 0 1 -");
    assertEquals(0, judge("at-most-once", 1, begun, List.of(KILLED), Set.of()).wrongs().size());
    assertEquals(1, judge("at-most-once", 1, begun, List.of(), Set.of()).wrongs().size());
    assertEquals(0, judge("at-most-once", 1, none, List.of(), Set.of(0)).wrongs().size());
    assertEquals(1, judge("fenced", 1, none, List.of(KILLED), Set.of()).wrongs().size());
  }

  @Test
  void whatIsThereTwiceIsWrongUnlessItsMemberWasStruckInBetween() {
    List<String> twice = both(done(0, "joe", 4_990), done(0, "mike", 7_100));
    assertEquals(0, judge("at-least-once", 1, twice, List.of(KILLED), Set.of()).wrongs().size());
    assertEquals(1, judge("at-least-once", 1, twice, List.of(), Set.of()).wrongs().size());
    assertEquals(1, judge("at-most-once", 1, twice, List.of(KILLED), Set.of()).wrongs().size());
    assertEquals(1, judge("fenced", 1, twice, List.of(KILLED), Set.of()).wrongs().size());
    List<String> later = both(done(0, "joe", 20_000), done(0, "mike", 21_000));
    assertEquals(1, judge("at-least-once", 1, later, List.of(KILLED), Set.of()).wrongs().size());
    GroupHit other = new GroupHit("robert", GroupHit.Kind.KILLED, 5_000, 9_000);
    assertEquals(1, judge("at-least-once", 1, twice, List.of(other), Set.of()).wrongs().size());
  }

  @Test
  void whatIsThereTwiceIsNoWrongWhereTheStoreDidNotLetItsMemberSaySo() {
    List<String> twice = both(done(0, "joe", 4_990), done(0, "mike", 7_100));
    Set<Integer> it = new HashSet<>();
    GroupEvidence.unwritten(
        "INFO claim done id=r/origin0/7/1/0 but not written yet: the store does not answer", it);
    assertEquals(Set.of(0), it);
    GroupOracle oracle = judge("at-least-once", 1, twice, List.of(), Set.of(), it);
    assertEquals(0, oracle.wrongs().size());
    assertEquals(1, oracle.counts().get("at-least-once").stalled());
    for (String policy : List.of("at-most-once", "fenced")) {
      assertEquals(1, judge(policy, 1, twice, List.of(), Set.of(), it).wrongs().size());
    }
  }

  @Test
  void tokensOfARoleGrow() {
    String line = "2026-11-21T11:22:1%d.1Z INFO [x] Membership: role bot STARTED normal token=%d";
    List<String> growing = List.of(line.formatted(1, 7), line.formatted(2, 8));
    List<String> equal = List.of(line.formatted(1, 7), line.formatted(2, 7));
    assertEquals(List.of(), judge(growing).wrongs());
    assertEquals(1, judge(equal).wrongs().size());
  }

  private static GroupOracle judge(List<String> log) {
    return new GroupOracle(
        new GroupEvidence(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Tenures(),
            Map.of(),
            0,
            Set.of(),
            Set.of(),
            List.of(),
            GroupEvidence.grants(log),
            false,
            2_000));
  }

  @Test
  void aRoleIsHeldByOneAtATime() {
    Tenures tenures = new Tenures();
    tenures.add("joe", List.of("100 role-start", "300 role-stop"), List.of());
    tenures.add("mike", List.of("300 role-start", "400 role-stop"), List.of());
    assertEquals(List.of(), tenures.overlaps());
    tenures.add("robert", List.of("250 role-start"), List.of(KILLED));
    assertEquals(2, tenures.overlaps().size());
  }

  @Test
  void aProcessThatIsKilledHoldsNothing() {
    Tenures tenures = new Tenures();
    tenures.add("joe", List.of("4000 role-start", "20000 role-start"), List.of(KILLED));
    tenures.add("mike", List.of("7000 role-start", "8000 role-stop"), List.of());
    assertEquals(List.of(), tenures.overlaps());
    assertEquals(2_000, tenures.failover("joe", 5_000, 10_000).orElseThrow());
  }

  @Test
  void whatWasAbandonedIsReadFromLogs() {
    Set<Integer> numbers = new HashSet<>();
    GroupEvidence.abandoned(
        "WARN claim abandoned id=at-most-once/origin2/7/11/0 owner=joe#1 token=4", numbers);
    assertEquals(Set.of(32), numbers);
    assertTrue(Supply.number(2, 11) == 32);
  }

  @Test
  void aProcessThatKillsItselfAsItsRoleStartsRunsItNoLonger() {
    Tenures tenures = new Tenures();
    List<String> robert =
        List.of("1000 begun", "5050 role-start", "5060 gone", "9000 begun", "12000 gone");
    tenures.add("robert", robert, List.of(new GroupHit("robert", KILLED.kind(), 5_000, 9_000)));
    tenures.add("joe", List.of("1000 begun", "6000 role-start"), List.of());
    assertEquals(List.of(), tenures.overlaps());
    assertEquals(new Tenures.Tenure("robert", 5_050, 5_060), tenures.all().get(0));
  }

  @Test
  void aProcessThatIsKilledFromOutsideRunsItsRoleUntilThen() {
    Tenures tenures = new Tenures();
    tenures.add("joe", List.of("1000 begun", "2000 role-start", "9500 begun"), List.of(KILLED));
    assertEquals(List.of(new Tenures.Tenure("joe", 2_000, 5_000)), tenures.all());
  }
}
