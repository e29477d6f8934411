// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wubot.group.ClaimSettings.AfterAbsence;
import wubot.group.ClaimSettings.Dedupe;
import wubot.message.Identity;

class ClaimsTest {
  private static final Duration LONG_AGO = Duration.ofMinutes(1);
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final ClaimSettings SETTINGS =
      ClaimSettings.usual()
          .withTimeToLive(TTL)
          .withHesitation(Duration.ofMillis(20))
          .withTries(3, Duration.ofMillis(500));

  private final ClaimsClock clock = new ClaimsClock();
  private final MemoryStore store = new MemoryStore(Duration.ofMillis(50));
  private final List<String> live = new ArrayList<>(List.of("joe", "mike", "robert"));
  private final Set<String> refused = new HashSet<>(); // lives

  private final MemoryStore joeStore = store.sibling();
  private final MemoryStore mikeStore = store.sibling();
  private final Claims joe = member(joeStore, "joe", "1", SETTINGS);
  private final Claims mike = member(mikeStore, "mike", "1", SETTINGS);

  private Claims member(Store way, String node, String life, ClaimSettings settings) {
    Claims claims =
        new Claims(
            clock.place(way, node, life), () -> live, settings, () -> refused.contains(life));
    claims.tidy();
    return claims;
  }

  private static ClaimId id(long sequence) {
    return ClaimId.of(new Identity("origin", 7, sequence), "rule", 0);
  }

  private Ruling ask(Claims member, long sequence) {
    return member.ask(id(sequence), Policy.AT_LEAST_ONCE, LONG_AGO);
  }

  private static Claim won(Ruling ruling) {
    return assertInstanceOf(Ruling.Mine.class, ruling).claim();
  }

  private static void elsewhere(Ruling ruling) {
    assertInstanceOf(Ruling.Elsewhere.class, ruling);
  }

  private static void done(Ruling ruling) {
    assertInstanceOf(Ruling.Done.class, ruling);
  }

  private void passWatching(Claims member, long sequence, Duration time) {
    elsewhere(ask(member, sequence));
    clock.pass(time);
  }

  private ClaimRecord record(long sequence) {
    ClaimId id = id(sequence);
    return ClaimRecord.read(store.get(id.key(clock.place(store, "x", "x"))).orElseThrow());
  }

  @Test
  void oneMemberWinsAndTheOtherWaitsUntilItIsDone() {
    Claim claim = won(ask(joe, 1));
    elsewhere(ask(mike, 1));
    assertTrue(claim.mayAct());
    assertEquals(Claim.Ending.RECORDED, claim.complete());
    done(ask(mike, 1));
    done(ask(joe, 1));
    assertEquals(1, joe.counts().won());
    assertEquals(0, joe.counts().held());
    assertEquals(1, mike.counts().lost());
    assertEquals(0, joe.counts().lost());
  }

  @Test
  void lookingTakesNothing() {
    elsewhere(mike.look(id(1)));
    Claim claim = won(ask(joe, 1));
    elsewhere(mike.look(id(1)));
    clock.pass(TTL.multipliedBy(3));
    elsewhere(mike.look(id(1)));
    claim.complete();
    done(mike.look(id(1)));
    IntStream.range(0, 3)
        .forEach(
            i -> {
              won(ask(joe, 2)).fail("no");
              clock.passMillis(2_000);
            });
    assertInstanceOf(Ruling.Failed.class, mike.look(id(2)));
  }

  @Test
  void whoRanksLaterHesitatesAsLongAsTheEntryIsYoung() {
    int waited = 0;
    int took = 0;
    for (long i = 1; i <= 300; i++) {
      Ruling ruling = joe.ask(id(i), Policy.AT_LEAST_ONCE, Duration.ZERO);
      if (ruling instanceof Ruling.Elsewhere elsewhere) {
        waited++;
        assertTrue(elsewhere.lookAgain().toMillis() <= 40, "at most two ranks");
        won(joe.ask(id(i), Policy.AT_LEAST_ONCE, elsewhere.lookAgain()));
      } else {
        took++;
        won(ruling);
      }
    }
    assertTrue(took > 60 && took < 140, "a third of all ids, took " + took + " waited " + waited);
  }

  @Test
  void theRanksOfAllMembersAreDifferentAndSpread() {
    int[] firsts = new int[3];
    for (int i = 0; i < 3_000; i++) {
      String id = "home/claim/rule/m/origin/7/" + i;
      List<Integer> ranks =
          live.stream().map(node -> ClaimRank.of(live, node, id)).sorted().toList();
      assertEquals(List.of(0, 1, 2), ranks);
      for (int m = 0; m < 3; m++) {
        firsts[m] += ClaimRank.of(live, live.get(m), id) == 0 ? 1 : 0;
      }
    }
    for (int first : firsts) {
      assertTrue(first > 850 && first < 1_150, "spread evenly, was " + first);
    }
  }

  @Test
  void aHolderThatDiesIsFollowedAfterItsTimeToLiveAndNotBefore() {
    Claim dead = won(ask(joe, 1));
    passWatching(mike, 1, TTL.minusMillis(1));
    elsewhere(ask(mike, 1));
    clock.passMillis(1);
    Claim second = won(ask(mike, 1));
    assertEquals(2, second.attemptNumber());
    assertTrue(second.token() > dead.token());
    assertEquals(1, mike.counts().takenOver());
    assertEquals(dead.idempotencyKey(), second.idempotencyKey());
  }

  @Test
  void aHolderThatRenewsIsNotFollowed() {
    Claim claim = won(ask(joe, 1));
    for (int i = 0; i < 20; i++) {
      elsewhere(ask(mike, 1));
      clock.pass(TTL.dividedBy(3));
      joe.renew();
      assertTrue(claim.mayAct());
    }
    assertEquals(Claim.Ending.RECORDED, claim.complete());
    done(ask(mike, 1));
  }

  @Test
  void aHolderStopsActingBeforeAnyoneMayFollow() {
    Claim claim = won(ask(joe, 1));
    clock.pass(TTL.dividedBy(3).multipliedBy(2).minusMillis(1));
    assertTrue(claim.mayAct());
    clock.passMillis(2);
    assertFalse(claim.mayAct());
    assertTrue(claim.confirm(), "still his, and renewed by that");
    assertTrue(claim.mayAct());
  }

  @Test
  void aMachineThatSleptAsksBeforeItActs() {
    Claim claim = won(ask(joe, 1));
    clock.sleep(Duration.ofHours(1));
    assertFalse(claim.mayAct());
    assertTrue(claim.confirm());
    assertTrue(claim.mayAct());
  }

  @Test
  void aFrozenHolderIsToldThatItsEffectMayHaveHappenedTwice() {
    Claim frozen = won(ask(joe, 1));
    passWatching(mike, 1, TTL);
    Claim second = won(ask(mike, 1));
    assertFalse(frozen.confirm());
    assertEquals(Claim.Ending.TAKEN_OVER, frozen.complete());
    assertEquals(1, joe.counts().suspectedTwice());
    elsewhere(ask(joe, 1));
    assertEquals(Claim.Ending.RECORDED, second.complete());
    done(ask(joe, 1));
    assertEquals(0, mike.counts().suspectedTwice());
  }

  @Test
  void atMostOnceIsNeverFollowedAndTheNextLifeSaysSo() {
    won(joe.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    done(mike.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    clock.pass(TTL.multipliedBy(5));
    done(mike.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    Claims again = member(store.sibling(), "joe", "2", SETTINGS);
    done(again.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    done(again.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    assertEquals(1, again.counts().abandoned());
    assertEquals(0, mike.counts().abandoned());
  }

  @Test
  void aFailureIsTriedAgainAfterTheBackOffAndAtLastRecorded() {
    assertEquals(Claim.Failure.RETRIED, won(ask(joe, 1)).fail("first"));
    elsewhere(ask(joe, 1));
    elsewhere(ask(mike, 1));
    clock.passMillis(500);
    assertEquals(Claim.Failure.RETRIED, won(ask(mike, 1)).fail("second"));
    elsewhere(ask(joe, 1));
    clock.passMillis(500);
    elsewhere(ask(joe, 1));
    clock.passMillis(500);
    assertEquals(Claim.Failure.LAST, won(ask(joe, 1)).fail("third"));
    var told = assertInstanceOf(Ruling.Failed.class, ask(mike, 1));
    assertEquals(new Ruling.Failed(3, "third", "joe"), told);
    assertInstanceOf(Ruling.Failed.class, ask(joe, 1));
    assertEquals(2, joe.counts().failed());
  }

  @Test
  void aFailureWithAtMostOnceIsTheLast() {
    Claim claim = won(joe.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    assertEquals(Claim.Failure.LAST, claim.fail("broken pipe"));
    assertInstanceOf(Ruling.Failed.class, mike.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
  }

  @Test
  void whatIsGivenBackIsFreeAtOnce() {
    won(joe.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO)).release();
    Claim second = won(mike.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    assertEquals(2, second.attemptNumber());
    assertEquals(0, joe.counts().failed());
  }

  @Test
  void whatIsLeftInTheMiddleIsFreeAtOnceUnlessOnceIsTheMost() {
    Claim first = won(ask(joe, 1));
    first.leave();
    Claim second = won(ask(mike, 1));
    assertEquals(2, second.attemptNumber());
    first.leave();
    second.complete();
    second.leave();
    done(ask(joe, 1));
    done(ask(mike, 1));
    won(joe.ask(id(2), Policy.AT_MOST_ONCE, LONG_AGO)).leave();
    done(mike.ask(id(2), Policy.AT_MOST_ONCE, LONG_AGO));
    done(joe.ask(id(2), Policy.AT_MOST_ONCE, LONG_AGO));
    assertEquals(0, joe.counts().held());
    assertEquals(0, joe.counts().failed());
    assertEquals(1, joe.counts().abandoned());
  }

  @Test
  void everyPositionOfALostAnswerEndsWithOneHolder() {
    for (MemoryStore.Fault fault :
        List.of(
            MemoryStore.Fault.LOSE_ANSWER,
            MemoryStore.Fault.LOSE_REQUEST,
            MemoryStore.Fault.REFUSE)) {
      for (int skip = 0; skip < 4; skip++) {
        for (int length = 1; length < 4; length++) {
          long sequence = 10_000 + fault.name().length() * 1_000L + skip * 100L + length;
          Interrupting way = new Interrupting(store.sibling(), fault);
          Claims member = member(way, "joe", "x" + sequence, SETTINGS);
          way.after(skip, length);
          Ruling ruling = ask(member, sequence);
          way.calm();
          for (int i = 0; i < 5 && !(ruling instanceof Ruling.Mine); i++) {
            clock.pass(TTL.dividedBy(2));
            ruling = ask(member, sequence);
          }
          Claim claim = won(ruling);
          assertTrue(claim.mayAct(), fault + " after " + skip);
          assertEquals(Claim.Ending.RECORDED, claim.complete());
          done(ask(mike, sequence));
          assertEquals(0, member.counts().suspectedTwice());
        }
      }
    }
  }

  @Test
  void whatIsDoneWhileTheStoreIsAwayIsWrittenWhenItReturns() {
    Claim claim = won(ask(joe, 1));
    elsewhere(ask(mike, 1));
    joeStore.fail(MemoryStore.Fault.REFUSE);
    mikeStore.fail(MemoryStore.Fault.REFUSE);
    assertEquals(Claim.Ending.LATER, claim.complete());
    assertEquals(1, joe.counts().unwritten());
    assertInstanceOf(Ruling.Away.class, ask(mike, 1));
    for (int i = 0; i < 30; i++) {
      clock.pass(TTL.dividedBy(3));
      joe.renew();
    }
    mikeStore.fail(MemoryStore.Fault.NONE);
    elsewhere(ask(mike, 1)); // nobody could renew: everybody gets the whole time again
    joeStore.fail(MemoryStore.Fault.NONE);
    elsewhere(ask(joe, 1));
    joe.renew();
    assertEquals(0, joe.counts().unwritten());
    done(ask(mike, 1));
    done(ask(joe, 1));
    assertEquals(0, joe.counts().suspectedTwice());
  }

  @Test
  void aRecordRemovedUnderTheHolderIsSuspectedAndNotDoneAgain() {
    Claim claim = won(ask(joe, 1));
    store.remove(claim.lease().key());
    assertEquals(Claim.Ending.RECORDED, claim.complete());
    assertEquals(1, joe.counts().suspectedTwice());
    done(ask(mike, 1));
  }

  @Test
  void aRecordRemovedAndTakenByAnotherIsSuspected() {
    Claim claim = won(ask(joe, 1));
    store.remove(claim.lease().key());
    Claim second = won(ask(mike, 1));
    assertTrue(second.token() > claim.token());
    assertEquals(Claim.Ending.TAKEN_OVER, claim.complete());
    assertEquals(1, joe.counts().suspectedTwice());
    elsewhere(ask(joe, 1));
    second.complete();
    done(ask(joe, 1));
  }

  @Test
  void theRecordOfATakeOverCountsAttempts() {
    won(ask(joe, 1));
    passWatching(mike, 1, TTL);
    won(ask(mike, 1)).complete();
    assertEquals(2, record(1).number());
    assertEquals("mike#1", record(1).owner());
    assertEquals(ClaimRecord.State.DONE, record(1).state());
  }

  @Test
  void byTimeAClaimIsForgottenByEachAfterTheMemory() {
    ClaimSettings byTime = SETTINGS.withDedupe(new Dedupe.ByTime(Duration.ofSeconds(3)));
    Claims one = member(store.sibling(), "joe", "t", byTime);
    Claims other = member(store.sibling(), "mike", "t", byTime);
    won(ask(one, 1)).complete();
    done(ask(other, 1));
    clock.passMillis(2_000);
    done(ask(one, 1));
    done(ask(other, 1));
    clock.passMillis(1_000);
    Claim again = won(ask(other, 1));
    assertEquals(1, again.attemptNumber());
    elsewhere(ask(one, 1));
  }

  @Test
  void byTimeTheWinnerRemovesTheRecord() {
    ClaimSettings byTime = SETTINGS.withDedupe(new Dedupe.ByTime(Duration.ofSeconds(3)));
    Claims one = member(store.sibling(), "joe", "t", byTime);
    won(ask(one, 1)).complete();
    one.tidy();
    assertEquals(1, store.list("home/claim/", "", 10).size());
    clock.passMillis(3_000);
    one.tidy();
    assertEquals(0, store.list("home/claim/", "", 10).size());
    assertEquals(0, one.counts().remembered());
  }

  @Test
  void byWatermarkARecordGoesWhenEverybodyHasPassedIt() {
    Claims robert = member(store.sibling(), "robert", "1", SETTINGS);
    for (Claims each : List.of(joe, mike)) {
      each.tidy(); // sees robert
    }
    IntStream.rangeClosed(1, 10).forEach(i -> won(ask(joe, i)).complete());
    IntStream.rangeClosed(1, 4).forEach(i -> done(ask(robert, i)));
    joe.watermarks().passed("origin", 7, 10);
    mike.watermarks().passed("origin", 7, 10);
    robert.watermarks().passed("origin", 7, 4);
    List.of(robert, mike, joe, joe).forEach(Claims::tidy);
    assertEquals(6, store.list("home/claim/", "", 100).size());
    done(ask(robert, 5));
    done(ask(robert, 4));
    robert.watermarks().passed("origin", 7, 10);
    List.of(robert, mike, joe, joe).forEach(Claims::tidy);
    assertEquals(0, store.list("home/claim/", "", 100).size());
    joe.tidy();
    done(ask(joe, 7));
  }

  @Test
  void whatComesLaterByAnotherWayThanOthersOfItsOriginIsNotTakenForDone() {
    won(ask(joe, 10)).complete();
    done(ask(mike, 10));
    joe.watermarks().passed("origin", 7, 10);
    mike.watermarks().passed("origin", 7, 10);
    List.of(joe, mike, joe, joe).forEach(Claims::tidy);
    won(ask(mike, 9)).complete();
    done(ask(joe, 9));
  }

  @Test
  void anEarlierLifesRecordsAreRemovedByTheNext() {
    won(ask(joe, 1)).complete();
    Claims again = member(store.sibling(), "joe", "2", SETTINGS);
    again.watermarks().passed("origin", 7, 1);
    mike.watermarks().passed("origin", 7, 1);
    mike.tidy();
    again.tidy();
    again.tidy();
    assertEquals(0, store.list("home/claim/", "", 100).size());
  }

  @Test
  void aMemberThatWasAwayTooLongSkipsWhatTheOthersHavePassed() {
    Duration day = Duration.ofHours(24);
    won(ask(joe, 1)).complete();
    joe.watermarks().passed("origin", 7, 1);
    joe.tidy();
    for (int i = 0; i < 25; i++) {
      clock.pass(Duration.ofHours(1));
      joe.tidy();
    }
    assertEquals(List.of(), List.copyOf(joe.watermarks().others()), "mike is struck off");
    joe.tidy();
    assertEquals(0, store.list("home/claim/", "", 100).size());
    mike.tidy();
    assertTrue(mike.watermarks().wasStruckOff());
    done(ask(mike, 1));
    won(ask(mike, 2)).complete();
    Claims willing =
        member(
            store.sibling(),
            "robert",
            "1",
            SETTINGS.withDedupe(new Dedupe.ByWatermark(day, AfterAbsence.EXECUTE)));
    won(ask(willing, 1));
  }

  /** Somebody gave two members one name. */
  @Test
  void whoIsRefusedLeavesAllToTheOneWithItsNameAndTellsNobodyWhatItHasPassed() {
    final Claims twin = member(store.sibling(), "joe", "2", SETTINGS);
    refused.add("2");
    final Claim first = won(joe.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    done(twin.ask(id(1), Policy.AT_MOST_ONCE, LONG_AGO));
    elsewhere(ask(twin, 2));
    assertEquals(Claim.Ending.RECORDED, first.complete(), "the twin did not give it up");
    won(ask(mike, 2)).complete();
    mike.watermarks().passed("origin", 7, 2);
    twin.watermarks().passed("origin", 7, 2);
    for (int i = 0; i < 3; i++) {
      twin.tidy();
      mike.tidy();
    }
    twin.close();
    mike.tidy();
    assertEquals(2, store.list("home/claim/", "", 100).size(), "joe may still ask");
    done(ask(joe, 2));
    joe.close();
    refused.clear();
    done(ask(twin, 1));
    won(ask(twin, 3));
  }

  @Test
  void untilRegisteredAMemberDoesNotAsk() {
    Claims early =
        new Claims(clock.place(store.sibling(), "robert", "1"), () -> live, SETTINGS, () -> false);
    assertInstanceOf(Ruling.Away.class, ask(early, 1));
    early.tidy();
    won(ask(early, 1));
  }

  @Test
  void manyAreAskedAtATime() {
    List<Claims.Question> questions =
        IntStream.rangeClosed(1, 64)
            .mapToObj(i -> new Claims.Question(id(i), Policy.AT_LEAST_ONCE, LONG_AGO))
            .toList();
    List<Ruling> rulings = joe.askAll(questions, 64);
    for (int i = 0; i < 64; i++) {
      assertEquals(questions.get(i).id(), won(rulings.get(i)).id());
    }
    assertTrue(mike.askAll(questions, 64).stream().allMatch(r -> r instanceof Ruling.Elsewhere));
    joe.close();
    mike.close();
  }

  @Test
  void noMoreAreTakenThanAskedFor() {
    List<Claims.Question> questions =
        IntStream.rangeClosed(1, 64)
            .mapToObj(i -> new Claims.Question(id(i), Policy.AT_MOST_ONCE, LONG_AGO))
            .toList();
    for (int most : new int[] {1, 7}) {
      List<Ruling> rulings = joe.askAll(questions, most);
      List<Claim> mine =
          rulings.stream().filter(r -> r instanceof Ruling.Mine).map(ClaimsTest::won).toList();
      assertEquals(most, mine.size());
      mine.forEach(claim -> assertEquals(Claim.Ending.RECORDED, claim.completeSoon().join()));
    }
    assertEquals(8, joe.counts().won());
  }

  @Test
  void namedEventsAndStrangeRulesHaveKeys() {
    ClaimId strange = ClaimId.named("räum/auf #1", "stanza id/\u0000x" + "y".repeat(500));
    Claim claim = won(joe.ask(strange, Policy.FENCED, LONG_AGO));
    claim.complete();
    done(mike.ask(strange, Policy.FENCED, LONG_AGO));
  }
}
