// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.group.Machines.ROLE;
import static wubot.group.Machines.TTL;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RolesTest {

  private static final List<List<String>> NODES =
      List.of(List.of("joe"), List.of("mike", "robert"));
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private static RoleSettings.Builder role() {
    return RoleSettings.builder(ROLE, NODES).timeout(TIMEOUT);
  }

  private static Machines three(RoleSettings settings) {
    Machines machines = Machines.together(settings, "robert", "mike", "joe");
    assertEquals("joe START normal", machines.heard());
    for (String node : List.of("joe", "mike", "robert")) {
      RoleStatus status = machines.machine(node).status();
      assertEquals(RoleState.RUNNING, status.state());
      assertEquals("joe", status.holder());
    }
    return machines;
  }

  private static Machines three() {
    return three(role().build());
  }

  @Test
  void runsOnThePreferredMemberOnly() {
    Machines machines = three();
    machines.run(LONG);
    assertEquals("", machines.heard());
    assertEquals(List.of("joe"), machines.acting());
  }

  @Test
  void failsOverToTheLighterOfEqualsAfterTtlAndTimeout() {
    Machines machines = three();
    machines.machine("joe").kill();
    Duration took = machines.runUntil(LONG, () -> !machines.acting().isEmpty());
    assertTrue(took.compareTo(TTL.plus(TIMEOUT).minus(TTL.dividedBy(3))) >= 0, "took " + took);
    assertTrue(took.compareTo(TTL.plus(TIMEOUT).plusMillis(200)) <= 0, "took " + took);
    assertEquals("joe KILLED, mike START failover joe", machines.heard());
    machines.run(Duration.ofSeconds(1));
    machines.machine("mike").kill();
    machines.run(LONG);
    assertEquals("mike KILLED, robert START failover mike", machines.heard());
    machines.boot(role().build(), "mike");
    machines.run(LONG);
    assertEquals("", machines.heard(), "nothing moves between equals");
    machines.boot(role().build(), "joe");
    machines.run(LONG);
    assertEquals("robert STOP, joe START takeover robert", machines.heard());
  }

  @Test
  void aMemberThatComesBackWithinTheTimeoutStartsNormal() {
    Machines machines = three(role().timeout(Duration.ofSeconds(5)).build());
    machines.machine("joe").kill();
    machines.run(Duration.ofSeconds(1));
    machines.boot(role().timeout(Duration.ofSeconds(5)).build(), "joe");
    machines.run(LONG);
    assertEquals("joe KILLED, joe START normal", machines.heard());
  }

  @Test
  void neverMeansNeverAndSomebodyIsTold() {
    Machines machines = three(role().timeout(RoleSettings.NEVER).build());
    machines.machine("joe").kill();
    machines.run(Duration.ofMinutes(2));
    assertEquals("joe KILLED", machines.heard());
    String alarm = machines.machine("mike").status().alarm();
    assertTrue(alarm.contains("joe has gone silent"), alarm);
    assertEquals(
        2,
        machines.events.stream().filter(e -> e.kind() == RoleEvent.Kind.ALARM).count(),
        "one at each of the others");
  }

  @Test
  void withoutATimeoutFailoverTakesTheTimeToLive() {
    Machines machines = three(role().timeout(Duration.ZERO).build());
    machines.machine("joe").kill();
    Duration took = machines.runUntil(LONG, () -> !machines.acting().isEmpty());
    assertTrue(took.compareTo(TTL.plusMillis(200)) <= 0, "took " + took);
  }

  @Test
  void anOrderlyStopHandsOverAtOnce() {
    Machines machines = three();
    machines.machine("joe").terminate();
    Duration took = machines.runUntil(LONG, () -> !machines.acting().isEmpty());
    assertTrue(took.compareTo(Duration.ofMillis(200)) <= 0, "took " + took);
    assertEquals("joe STOP, mike START failover joe", machines.heard());
  }

  @Test
  void anOrderlyStopWaitsWhenToldTo() {
    Machines machines = three(role().waitOnStop(true).build());
    machines.machine("joe").terminate();
    Duration took = machines.runUntil(LONG, () -> !machines.acting().isEmpty());
    assertTrue(took.compareTo(TIMEOUT) >= 0, "took " + took);
    assertEquals("joe STOP, mike START failover joe", machines.heard());
  }

  @Test
  void withOverlapTheNewHolderStartsFirst() {
    RoleSettings settings = role().overlap(true).build();
    Machines machines = Machines.together(settings, "mike", "robert");
    assertEquals("mike START normal", machines.heard());
    machines.boot(settings, "joe");
    machines.run(LONG);
    assertEquals("joe START takeover mike, mike STOP", machines.heard());
    assertEquals(List.of("joe"), machines.acting());
  }

  @Test
  void peopleMoveItAndItStaysUntilAPreferredMemberJoinsAnew() {
    Machines machines = three();
    Roles robert = machines.machine("robert").roles;
    assertTrue(robert.takeover(ROLE) instanceof Roles.Accepted);
    machines.run(LONG);
    assertEquals("joe STOP, robert START takeover joe", machines.heard());
    assertEquals("moved to robert", machines.machine("mike").status().outcome());
    assertTrue(machines.machine("mike").status().manual());
    machines.boot(role().build(), "joe"); // another process while the first is being seen
    machines.run(LONG);
    assertEquals("robert STOP, joe START takeover robert", machines.heard());
  }

  @Test
  void aMoveByPeopleThatDoesNotStickIsTakenBack() {
    Machines machines = three(role().stickyManual(false).build());
    machines.machine("robert").roles.takeover(ROLE);
    machines.run(LONG);
    assertEquals(
        "joe STOP, robert START takeover joe, robert STOP, joe START takeover robert",
        machines.heard());
  }

  @Test
  void ordersThatCannotBeFollowedAreRefusedWithTheReason() {
    Machines machines = three();
    Roles joe = machines.machine("joe").roles;
    assertRefused(joe.takeover(ROLE), "the role bot runs at joe already");
    assertRefused(joe.takeover("bat"), "there is no role bat here; known are [bot]");
    assertRefused(
        joe.move(ROLE, "zed"), "the member zed is not there; there are [joe, mike, robert]");
    joe.permit(ROLE, "mike", false);
    assertRefused(joe.move(ROLE, "mike"), "mike is not permitted to run it");
    joe.stopEverywhere(ROLE);
    machines.run(LONG);
    assertRefused(joe.move(ROLE, "robert"), "the role bot is not running anywhere, it is vacant");
    machines.machine("joe").link.fail(MemoryStore.Fault.REFUSE);
    assertTrue(((Roles.Refused) joe.startAnywhere(ROLE)).why().contains("the store is away"));
  }

  private static void assertRefused(Roles.Answer answer, String why) {
    assertEquals(new Roles.Refused(why), answer);
  }

  @Test
  void forbiddenItMovesAndPermittedItMovesBack() {
    Machines machines = three();
    machines.machine("mike").roles.permit(ROLE, "joe", false);
    machines.run(LONG);
    assertEquals("joe STOP, mike START takeover joe", machines.heard());
    machines.machine("mike").roles.permit(ROLE, "joe", true);
    machines.run(LONG);
    assertEquals("mike STOP, joe START takeover mike", machines.heard());
    for (String node : List.of("joe", "mike", "robert")) {
      machines.machine("joe").roles.permit(ROLE, node, false);
    }
    machines.run(LONG);
    assertEquals(RoleState.VACANT, machines.machine("mike").status().state());
    assertEquals("no member may run it", machines.machine("mike").status().alarm());
  }

  @Test
  void stoppedItRunsNowhereAlsoAfterARestartOfAll() {
    Machines machines = three();
    machines.machine("robert").roles.stopEverywhere(ROLE);
    machines.run(LONG);
    assertEquals("joe STOP", machines.heard());
    machines.all.values().forEach(Machines.Machine::terminate);
    machines.boot(role().build(), "joe", "mike", "robert");
    machines.run(LONG);
    assertEquals("", machines.heard());
    assertTrue(machines.machine("mike").status().stopped());
    machines.machine("mike").roles.startAnywhere(ROLE);
    machines.run(LONG);
    assertEquals("joe START normal", machines.heard());
  }

  @Test
  void aRoleThatStartsByHandRunsNowhereUntilItIsOrdered() {
    RoleSettings manual = role().manual(true).build();
    Machines machines = new Machines();
    machines.boot(manual, "joe", "mike", "robert");
    machines.run(LONG);
    assertTrue(machines.machine("mike").status().stopped());
    machines.machine("robert").roles.permit(ROLE, "mike", false);
    machines.run(LONG);
    assertEquals("", machines.heard(), "another order starts nothing");
    machines.machine("robert").roles.startAnywhere(ROLE);
    machines.run(LONG);
    assertEquals("joe START normal", machines.heard());
    machines.all.values().forEach(Machines.Machine::terminate);
    machines.boot(manual, "joe", "mike", "robert");
    machines.run(LONG);
    assertEquals("joe STOP, joe START normal", machines.heard(), "and stays ordered");
    machines.machine("mike").roles.stopEverywhere(ROLE);
    machines.run(LONG);
    assertEquals("joe STOP", machines.heard());
  }

  @Test
  void workThatKeepsFailingIsRestartedHereThenElsewhere() {
    Machines machines = three(role().restarts(2, Duration.ofMinutes(1)).build());
    Machines.Machine joe = machines.machine("joe");
    for (int i = 0; i < 3; i++) {
      joe.work.grant.orElseThrow().failed(new IllegalStateException("it broke"));
      machines.run(Duration.ofSeconds(1));
    }
    assertEquals(
        "joe STOP, joe START normal, joe STOP, joe START normal, joe STOP,"
            + " mike START failover joe",
        machines.heard());
    List<Long> tokens = joe.work.tokens;
    assertTrue(tokens.get(0) < tokens.get(1) && tokens.get(1) < tokens.get(2), "" + tokens);
    machines.run(LONG);
    assertEquals("", machines.heard(), "a member that failed is no reason to move");
    assertTrue(joe.status().here().startsWith("RESERVE failed at joe"), joe.status().here());
  }

  @Test
  void whoGivesItUpIsToldToEndWhereTheSettingsSaySo() {
    Machines machines = three(role().restarts(0, Duration.ofMinutes(1)).exitNode(true).build());
    machines.machine("mike").work.failsToStart = true;
    machines.machine("joe").work.grant.orElseThrow().failed(new IllegalStateException("broken"));
    machines.run(LONG);
    assertEquals("joe STOP, mike FAILS, robert START failover joe", machines.heard());
    assertEquals(
        List.of("failed at joe: broken, too often", "the start failed at mike: it cannot"),
        machines.events.stream()
            .filter(event -> event.kind() == RoleEvent.Kind.GAVE_UP)
            .map(RoleEvent::why)
            .toList());
  }

  @Test
  void whoHasOnlyJustComeLeavesItToWhoHasItForAWhile() {
    RoleSettings settings = role().settling(Duration.ofSeconds(20)).build();
    Machines machines = three(settings);
    machines.machine("joe").terminate();
    machines.run(Duration.ofSeconds(5));
    machines.boot(settings, "joe");
    machines.run(Duration.ofSeconds(15));
    assertEquals("joe STOP, mike START failover joe", machines.heard());
    machines.run(Duration.ofSeconds(10));
    assertEquals("mike STOP, joe START takeover mike", machines.heard());
  }

  @Test
  void whenTheStartFailsTheNextOneTakesIt() {
    Machines machines = three();
    machines.machine("mike").work.failsToStart = true;
    machines.machine("joe").kill();
    machines.run(LONG);
    assertEquals("joe KILLED, mike FAILS, robert START failover joe", machines.heard());
    machines.machine("mike").work.failsToStart = false;
    machines.machine("robert").kill();
    machines.run(LONG);
    assertEquals("robert KILLED, mike START failover robert", machines.heard());
  }

  @Test
  void whenItCanStartNowhereItIsTriedAgainLessAndLessOften() {
    Machines machines = new Machines();
    machines.machine("joe").work.failsToStart = true;
    machines.boot(RoleSettings.of(ROLE, List.of()), "joe");
    machines.run(Duration.ofMinutes(10));
    int tries = machines.log.size();
    assertTrue(tries >= 5 && tries <= 9, tries + " tries");
    machines.machine("joe").work.failsToStart = false;
    machines.run(Duration.ofMinutes(6));
    assertEquals(List.of("joe"), machines.acting());
  }

  @Test
  void workThatIsDoneIsNotStartedAgainUnlessOrdered() {
    Machines machines = three(role().restart(RoleSettings.Restart.TRANSIENT).build());
    machines.machine("joe").work.grant.orElseThrow().finished();
    machines.run(LONG);
    assertEquals("joe STOP", machines.heard());
    machines.machine("mike").roles.startAnywhere(ROLE);
    machines.run(LONG);
    assertEquals("joe START normal", machines.heard());
    machines.machine("joe").work.grant.orElseThrow().failed(new IllegalStateException());
    machines.run(LONG);
    assertEquals("joe STOP, joe START normal", machines.heard());
  }

  @Test
  void temporaryWorkIsNeverStartedAgain() {
    Machines machines = three(role().restart(RoleSettings.Restart.TEMPORARY).build());
    machines.machine("joe").work.grant.orElseThrow().failed(new IllegalStateException());
    machines.run(LONG);
    assertEquals("joe STOP", machines.heard());
  }

  @Test
  void aMemberWithAnotherConfigurationIsNoCandidate() {
    Machines machines = three();
    RoleSettings other = RoleSettings.of(ROLE, List.of(List.of("robert"), List.of("joe")));
    machines.machine("robert").terminate();
    machines.machine("robert").boot(other);
    machines.run(LONG);
    assertEquals("", machines.heard());
    for (String node : List.of("joe", "mike", "robert")) {
      String alarm = machines.machine(node).status().alarm();
      assertTrue(alarm.contains("config mismatch: robert"), node + ": " + alarm);
    }
    machines.machine("joe").terminate();
    machines.run(LONG);
    machines.machine("mike").terminate();
    machines.run(LONG);
    assertEquals(
        "joe STOP, mike START failover joe, mike STOP, robert START failover mike",
        machines.heard(),
        "once it is the only one, nobody disagrees");
  }

  @Test
  void aChangeOfConfigurationRollsThroughTheGroup() {
    Machines machines = three();
    RoleSettings other = role().timeout(Duration.ofSeconds(2)).build();
    for (String node : List.of("joe", "mike", "robert")) {
      machines.machine(node).terminate();
      machines.machine(node).boot(other);
      machines.run(Duration.ofSeconds(10));
    }
    assertEquals(List.of("joe"), machines.acting());
    assertEquals("", machines.machine("mike").status().alarm());
  }

  @Test
  void aMemberThatIsNoCandidateTakesNothing() {
    Machines machines = new Machines();
    machines
        .machine("joe")
        .boot(role().build(), MemberSettings.of("home", "joe", TTL, "1").withCandidate(false));
    machines.boot(role().build(), "mike");
    machines.run(LONG);
    assertEquals("mike START normal", machines.heard());
  }

  @Test
  void whoIsNotPermittedByItsSettingsTakesNothingUntilAnOrderSaysOtherwise() {
    Machines machines = new Machines();
    machines.boot(role().permitted(false).build(), "joe", "mike");
    machines.run(LONG);
    assertEquals("", machines.heard());
    assertEquals("no member may run it", machines.machine("mike").status().alarm());
    assertTrue(machines.machine("mike").roles.permit(ROLE, "joe", true) instanceof Roles.Accepted);
    machines.run(LONG);
    assertEquals("joe START normal", machines.heard());
    assertEquals("", machines.machine("mike").status().alarm());
  }

  @Test
  void whoObservesTakesNothingUntilItTakesPart() {
    Machines machines = new Machines();
    machines.boot(role().build(), "joe", "mike");
    machines.machine("joe").member.observe(true);
    machines.run(LONG);
    assertEquals("mike START normal", machines.heard());
    machines.machine("joe").member.observe(false);
    machines.run(LONG);
    assertEquals("mike STOP, joe START takeover mike", machines.heard());
  }

  @Test
  void theHolderWithoutTheStoreStopsBeforeAnotherStarts() {
    Machines machines = three();
    for (int round = 0; round < 5; round++) {
      Machines.Machine joe = machines.machine("joe");
      joe.link.fail(MemoryStore.Fault.REFUSE);
      Duration stopped = machines.runUntil(LONG, () -> machines.acting().isEmpty());
      assertTrue(stopped.compareTo(TTL.dividedBy(3).multipliedBy(2)) <= 0, "" + stopped);
      Duration gap = machines.runUntil(LONG, () -> !machines.acting().isEmpty());
      assertTrue(gap.compareTo(Duration.ofMillis(300)) >= 0, "" + gap);
      assertEquals("joe STOP, mike START failover joe", machines.heard());
      assertTrue(joe.member.state() instanceof MemberState.Degraded);
      machines.run(TTL.multipliedBy(4));
      joe.link.fail(MemoryStore.Fault.NONE);
      machines.run(LONG);
      assertEquals("mike STOP, joe START takeover mike", machines.heard());
    }
  }

  @Test
  void aHolderThatGoesOnWithoutTheStoreYieldsToTheLargerToken() {
    Machines machines = three(role().onStoreLoss(RoleSettings.OnStoreLoss.CONTINUE).build());
    machines.machine("joe").link.fail(MemoryStore.Fault.REFUSE);
    machines.run(LONG);
    assertEquals("mike START failover joe", machines.heard());
    assertEquals(List.of("mike", "joe"), machines.acting());
    machines.machine("joe").link.fail(MemoryStore.Fault.NONE);
    machines.run(Duration.ofMillis(100));
    assertEquals("joe STOP", machines.log.get(0));
    assertTrue(machines.events.stream().anyMatch(e -> e.kind() == RoleEvent.Kind.YIELDED));
    machines.run(LONG);
    assertEquals(1, machines.acting().size());
  }

  @Test
  void whoLeavesWithoutTheStoreStopsSoonAndIsFollowedLater() {
    Machines machines = three();
    machines.machine("joe").link.fail(MemoryStore.Fault.REFUSE);
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> machines.machine("joe").terminate());
    assertEquals("joe STOP", machines.heard());
    machines.run(LONG);
    assertEquals("mike START failover joe", machines.heard());
  }

  @Test
  void aHiccupOfTheStoreEndsWithOneHolderAgain() {
    Machines machines = three();
    for (int i = 0; i < 2; i++) {
      machines.all.values().forEach(m -> m.link.fail(MemoryStore.Fault.REFUSE));
      machines.run(TTL.multipliedBy(3));
      assertEquals("joe STOP", machines.heard());
      machines.all.values().forEach(m -> m.link.fail(MemoryStore.Fault.NONE));
      Duration back = machines.runUntil(LONG, () -> machines.acting().size() == 1);
      assertTrue(back.compareTo(TTL.plusSeconds(2)) <= 0, "" + back);
      machines.run(LONG);
      assertEquals(1, machines.acting().size());
      machines.heard();
      machines.machine("joe").roles.takeover(ROLE);
      machines.run(LONG);
      machines.heard();
    }
  }

  @Test
  void aFrozenHolderDoesNothingAfterItsThaw() {
    Machines machines = three();
    Machines.Machine joe = machines.machine("joe");
    joe.frozen = true;
    machines.run(TTL.multipliedBy(3));
    assertFalse(joe.work.isActing(), "between the thaw and its first look at anything");
    assertEquals("mike START failover joe", machines.heard());
    joe.frozen = false;
    machines.run(LONG);
    assertEquals("joe STOP, mike STOP, joe START takeover mike", machines.heard());
  }

  @Test
  void aJumpOfTheWallClockIsCheckedWithTheStoreBeforeTheNextEffect() {
    Machines machines = three();
    Machines.Machine joe = machines.machine("joe");
    joe.clock.jump(Duration.ofHours(1));
    assertFalse(joe.work.isActing());
    machines.run(Duration.ofMillis(50));
    assertTrue(joe.work.isActing());
    joe.clock.jump(Duration.ofHours(-2));
    assertTrue(joe.work.isActing(), "backwards says nothing about sleep");
    assertEquals("", machines.heard());
  }

  @Test
  void aSecondProcessOfTheSameNameWaitsUntilTheFirstHasGone() {
    Machines machines = three();
    Machines.Machine joe = machines.machine("joe");
    Member second =
        new Member(
            MemberSettings.of("home", "joe", TTL, "1"),
            machines.store.sibling(),
            joe.clock,
            "other");
    for (int i = 0; i < 100; i++) {
      machines.run(Duration.ofMillis(50));
      second.step();
    }
    assertTrue(second.state() instanceof MemberState.Refused, second.state().describe());
    assertTrue(second.state().describe().contains("another process is joe already"));
    joe.kill();
    Duration took =
        machines.runUntil(
            LONG,
            () -> {
              second.step();
              return second.state().isPresent();
            });
    assertTrue(took.compareTo(TTL.plusMillis(100)) <= 0, "" + took);
  }

  @Test
  void aWinThatNobodyHeardOfIsCheckedBeforeTheStart() {
    Machines machines = three();
    Machines.Machine mike = machines.machine("mike");
    machines.machine("joe").kill();
    // The writing by which mike takes the role arrives, its answer does not, and mike sleeps.
    machines.runUntil(
        LONG, () -> machines.machine("robert").roles.status().isEmpty() || near(machines));
    mike.link.fail(MemoryStore.Fault.LOSE_ANSWER);
    machines.run(Duration.ofSeconds(1));
    mike.link.fail(MemoryStore.Fault.NONE);
    mike.frozen = true;
    machines.run(TTL.multipliedBy(3));
    mike.frozen = false;
    machines.run(LONG);
    assertEquals(1, machines.acting().size());
    assertDisjoint(machines.log);
  }

  private static boolean near(Machines machines) {
    return machines.now.compareTo(Duration.ofMillis(3_300)) > 0;
  }

  private static void assertDisjoint(List<String> log) {
    int running = 0;
    for (String line : log) {
      if (line.contains("START")) {
        running++;
      } else if (line.contains("STOP") || line.contains("KILLED")) {
        running = Math.max(0, running - 1);
      }
      assertTrue(running <= 1, log.toString());
    }
  }

  @Test
  void aMoveCarriesWhatTheOldHolderLeaves() {
    Machines machines = three();
    machines.machine("joe").work.leaves(1, "a state ".repeat(200_000) + "🦆", 42);
    machines.machine("joe").roles.move(ROLE, "robert");
    machines.run(LONG);
    assertEquals("joe STOP, robert START takeover joe", machines.heard());
    Handover found = machines.machine("robert").work.found.orElseThrow();
    assertEquals(machines.machine("joe").work.leaves, found);
    machines.machine("robert").work.leaves(1, "short", 43);
    machines.machine("robert").terminate();
    machines.run(LONG);
    assertEquals("robert STOP, joe START failover robert", machines.heard());
    assertEquals(
        Optional.of(
            Handover.complete(1, Document.empty().with("cursor", 43), Map.of("counter", "short"))),
        machines.machine("joe").work.found);
    assertEquals(1, machines.store.list("home/snapshot-part/", "", 100).size(), "old parts stay");
  }

  @Test
  void whatTheTargetDoesNotReadStaysWithTheSource() {
    Machines machines = three();
    machines.machine("joe").work.reads = 2;
    machines.machine("joe").work.leaves(2, "new", 1);
    machines.machine("joe").roles.move(ROLE, "robert");
    machines.run(LONG);
    assertEquals("joe STOP, joe START normal", machines.heard());
    assertEquals(
        "failed: robert does not read schema 2", machines.machine("mike").status().outcome());
    assertEquals("new", machines.machine("joe").work.found.orElseThrow().states().get("counter"));
  }

  @Test
  void whenTheTargetDiesTheSourceTakesItBack() {
    Machines machines = three();
    Machines.Machine robert = machines.machine("robert");
    robert.frozen = true;
    machines.machine("joe").work.leaves(1, "state", 1);
    machines.machine("joe").roles.move(ROLE, "robert");
    machines.run(LONG);
    assertEquals("joe STOP, joe START normal", machines.heard());
    robert.frozen = false;
    machines.run(LONG);
    assertEquals("", machines.heard());
  }

  @Test
  void whenTheTargetDiesInItsStartTheStateIsNotOlder() {
    Machines machines = three();
    Machines.Machine robert = machines.machine("robert");
    machines.machine("joe").work.leaves(1, "state", 1);
    machines.machine("joe").roles.move(ROLE, "robert");
    machines.runUntil(LONG, () -> robert.work.isActing());
    robert.kill();
    machines.heard();
    machines.run(LONG);
    Machines.Machine joe = machines.machine("joe");
    assertEquals(List.of("joe"), machines.acting());
    assertEquals("state", joe.work.found.orElseThrow().states().get("counter"));
  }

  @Test
  void whenTheSourceDiesAfterItsLastWritingTheTargetCompletesTheMove() {
    Machines machines = three();
    Machines.Machine joe = machines.machine("joe");
    machines.machine("robert").frozen = true;
    joe.work.leaves(1, "state", 1);
    joe.roles.move(ROLE, "robert");
    machines.runUntil(LONG, () -> joe.status().state() == RoleState.HANDOVER);
    joe.kill();
    machines.machine("robert").frozen = false;
    machines.run(LONG);
    assertEquals("joe STOP, joe KILLED, robert START takeover joe", machines.heard());
    assertEquals(
        "state", machines.machine("robert").work.found.orElseThrow().states().get("counter"));
  }

  @Test
  void aHolderThatSleptCannotOverwriteTheStateOfItsSuccessor() {
    Machines machines = three();
    Machines.Machine joe = machines.machine("joe");
    Grant old = joe.work.grant.orElseThrow();
    assertTrue(old.save(Handover.snapshot(1, Document.empty(), Map.of("counter", "1"))));
    joe.frozen = true;
    machines.run(TTL.multipliedBy(3));
    Handover found = machines.machine("mike").work.found.orElseThrow();
    assertEquals("1", found.states().get("counter"));
    assertFalse(found.complete());
    Snapshots snapshots = new Snapshots(MemberSettings.of("home", "joe", TTL, "1"), joe.link);
    Handover stale = Handover.snapshot(1, Document.empty(), Map.of("counter", "stale"));
    assertFalse(snapshots.save(ROLE, old.token(), stale, "r"));
    assertFalse(old.save(stale));
    assertEquals(Optional.of(found), snapshots.read(ROLE));
  }

  @Test
  void aRoleThatIsRemovedHereGoesElsewhere() {
    Machines machines = three();
    machines.machine("joe").roles.remove(ROLE);
    machines.run(LONG);
    assertEquals("joe STOP, mike START failover joe", machines.heard());
    machines.machine("joe").roles.add(role().build(), machines.machine("joe").work);
    machines.run(LONG);
    assertEquals("mike STOP, joe START takeover mike", machines.heard());
  }

  @Test
  void manyRolesOfEqualsSpread() {
    Machines machines = new Machines();
    for (String node : List.of("joe", "mike", "robert")) {
      machines.machine(node).boot(RoleSettings.of("role-0", List.of()));
      for (int i = 1; i < 9; i++) {
        machines
            .machine(node)
            .roles
            .add(RoleSettings.of("role-" + i, List.of()), new LoggedWork(node, machines.log));
      }
    }
    machines.all.values().forEach(m -> m.member.step());
    machines.run(LONG);
    for (RoleStatus status : machines.machine("joe").roles.status()) {
      assertEquals(RoleState.RUNNING, status.state(), status.toString());
    }
    Map<String, Long> held =
        machines.machine("joe").roles.status().stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    RoleStatus::holder, java.util.stream.Collectors.counting()));
    assertEquals(3, held.size(), held.toString());
    assertTrue(held.values().stream().allMatch(n -> n <= 4), held.toString());
  }
}
