// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Yaml;
import wubot.group.MemoryStore;
import wubot.group.StoreAway;
import wubot.message.Message;
import wubot.queue.MovedClock;

/** Members that share one check, in one thread, with clocks of the test's own. */
class SharedRhythmTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String KEY = "home.monitor/tick/TestCase-a";

  private final MovedClock clock = new MovedClock(NOW);
  private final MemoryStore store = new MemoryStore();
  private final TestCase type = new TestCase();
  private final List<String> runs = new ArrayList<>();
  private List<String> live = List.of("joe", "mike");
  private long nanos;
  private boolean living = true;

  @TempDir Path home;

  /** A member that runs the check when it is let. */
  private final class Fellow {

    final String name;
    final MemoryStore way = store.sibling();
    final Slots slots;
    Rhythm rhythm;
    Memory memory = Memory.none();
    boolean mayAct = true;

    Fellow(String name, Misfire misfire, long most) {
      this.name = name;
      this.slots = new Slots(0, 60_000, misfire, most);
    }

    /** Holds the role. */
    Fellow holding(long token) {
      begin(new Given(this, OptionalLong.of(token)), false);
      return this;
    }

    Fellow inTurn() {
      RoundTurns.Company company =
          new RoundTurns.Company(
              name, name + "#1", () -> live, other -> living || !other.startsWith("joe"));
      Duration minute = Duration.ofMinutes(1);
      begin(new RoundTurns(company, minute, Duration.ofSeconds(30), () -> nanos), false);
      return this;
    }

    Fellow regardless(long token) {
      begin(new Given(this, OptionalLong.of(token)), true);
      return this;
    }

    private void begin(Turns turns, boolean regardless) {
      Instance instance = instance();
      MemoryFiles files = new MemoryFiles(home.resolve(name));
      rhythm =
          new SharedRhythm(
              instance,
              slots,
              new SlotBook(way, KEY),
              turns,
              regardless,
              new OwnRhythm(instance, files, clock),
              clock);
      memory = rhythm.begin(FirstRun.of(1, clock, new Random(1)));
    }

    /** Whether a run began and ended. */
    boolean run() {
      return begun() && end();
    }

    boolean begun() {
      Optional<Memory> given = rhythm.take(memory);
      given.ifPresent(
          from -> {
            memory = from;
            Message message = Message.empty();
            rhythm.mark(message);
            Instant planned = Instant.ofEpochSecond((long) message.number("planned").orElse(0));
            runs.add(message.text("member") + " " + planned.toString().substring(11, 16));
          });
      return given.isPresent();
    }

    boolean end() {
      long count = memory.check().number("count", 0) + 1;
      Memory next =
          new Memory(
              Optional.of(clock.instant()), Optional.empty(), memory.check().with("count", count));
      Turn turn = new Turn(List.of(), next, Optional.empty());
      boolean counts = rhythm.counts(turn, memory);
      if (counts) {
        rhythm.keep(turn, memory);
        memory = next;
      }
      rhythm.again(Optional.empty());
      return counts;
    }

    long count() {
      return memory.check().number("count", 0);
    }
  }

  private record Given(Fellow fellow, OptionalLong token) implements Turns {
    @Override
    public String node() {
      return fellow.name;
    }

    @Override
    public String name() {
      return fellow.name + "#1";
    }

    @Override
    public boolean mayAct() {
      return fellow.mayAct;
    }

    @Override
    public long patience(long number) {
      return 0;
    }

    @Override
    public boolean isBusy(SlotRecord last, long version) {
      return false;
    }

    @Override
    public boolean mayGoBack(long version) {
      return true;
    }
  }

  private Instance instance() {
    Problems problems = new Problems();
    Node.Entries node = (Node.Entries) Yaml.parse("delay: 1m", "x", problems).orElseThrow();
    return new Instance(
        "TestCase-a",
        type,
        new SettingsReader(home).read(node, CommonKeys.with(type), problems).orElseThrow(),
        node);
  }

  private void minutes(long minutes) {
    clock.advance(Duration.ofMinutes(minutes));
    nanos += Duration.ofMinutes(minutes).toNanos();
  }

  private void seconds(long seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  private Fellow joe() {
    return new Fellow("joe", Misfire.SKIP, 1);
  }

  private Fellow mike() {
    return new Fellow("mike", Misfire.SKIP, 1);
  }

  @Test
  void aRunIsBegunOnceHoweverManyBelieveThatTheyHoldTheRole() {
    Fellow joe = joe().holding(7);
    Fellow again = joe().holding(7);
    assertTrue(joe.run());
    assertFalse(again.run());
    minutes(1);
    assertTrue(again.run());
    assertFalse(joe.run());
    assertEquals(List.of("joe 12:00", "joe 12:01"), runs);
  }

  @Test
  void whoHeldTheRoleBeforeBeginsNothingMore() {
    Fellow joe = joe().holding(7);
    assertTrue(joe.run());
    Fellow mike = mike().holding(8);
    minutes(1);
    assertFalse(joe.run(), "mike has begun");
    assertTrue(mike.run());
    assertThrows(StoreAway.class, () -> joe().holding(7), "and cannot come back");
  }

  @Test
  void whatIsRememberedGoesAlongAlsoWhenAHolderDies() {
    Fellow joe = joe().holding(1);
    assertTrue(joe.run());
    minutes(1);
    assertTrue(joe.run());
    Fellow mike = mike().holding(2);
    assertEquals(2, mike.count());
    minutes(1);
    assertTrue(mike.run());
    assertEquals(3, mike.count());
    assertEquals(3, joe().holding(3).count(), "and not what joe has in its own file");
  }

  @Test
  void whatACheckRememberedBeforeItHadARoleIsNotForgotten() throws Exception {
    Memory old =
        new Memory(Optional.of(NOW), Optional.empty(), CheckState.empty().with("count", 5));
    new MemoryFiles(home.resolve("joe")).save("TestCase-a", old, false);
    assertEquals(5, joe().holding(1).count());
  }

  @Test
  void missedRunsAreSkippedOrMadeUpForAsConfigured() {
    Fellow joe = joe().holding(1);
    assertTrue(joe.run());
    minutes(5);
    seconds(30);
    assertFalse(mike().holding(2).run(), "skip");
    Fellow once = new Fellow("once", Misfire.ONCE, 1).holding(3);
    assertTrue(once.run());
    assertFalse(once.run());
    minutes(5);
    Fellow all = new Fellow("all", Misfire.ALL, 3).holding(4);
    for (int i = 0; i < 3; i++) {
      assertTrue(all.run());
    }
    assertFalse(all.run());
    assertEquals(List.of("joe 12:00", "once 12:05", "all 12:08", "all 12:09", "all 12:10"), runs);
  }

  @Test
  void withoutTheStoreNothingRunsAndAfterItWhatIsOnTime() {
    Fellow joe = joe().holding(1);
    assertTrue(joe.run());
    joe.way.fail(MemoryStore.Fault.REFUSE);
    minutes(1);
    assertFalse(joe.run());
    assertTrue(joe.rhythm.due().isBefore(clock.instant().plusSeconds(7)), "it tries again soon");
    joe.way.fail(MemoryStore.Fault.NONE);
    seconds(3);
    assertTrue(joe.run());
    assertEquals(2, joe.count());
  }

  @Test
  void aRunWhoseBeginningWasWrittenWithoutAnAnswerIsNotBegunTwice() {
    Fellow joe = joe().holding(1);
    assertTrue(joe.run());
    minutes(1);
    joe.way.fail(MemoryStore.Fault.LOSE_ANSWER);
    assertFalse(joe.run());
    joe.way.fail(MemoryStore.Fault.NONE);
    assertFalse(joe.run(), "nobody can tell what the first try did; so not again");
    assertFalse(mike().holding(2).run());
    minutes(1);
    assertEquals(1, runs.size());
  }

  @Test
  void anEndThatCouldNotBeWrittenIsWrittenWithTheNextBeginning() {
    Fellow joe = joe().holding(1);
    assertTrue(joe.begun());
    joe.way.fail(MemoryStore.Fault.REFUSE);
    assertTrue(joe.end());
    joe.way.fail(MemoryStore.Fault.NONE);
    minutes(1);
    assertTrue(joe.begun());
    assertEquals(1, mike().holding(2).count());
  }

  @Test
  void regardlessItRunsWithoutTheStoreOnceEachTime() {
    Fellow joe = new Fellow("joe", Misfire.SKIP, 1).regardless(1);
    assertTrue(joe.run());
    joe.way.fail(MemoryStore.Fault.REFUSE);
    minutes(1);
    assertTrue(joe.run());
    assertFalse(joe.run());
    minutes(1);
    assertTrue(joe.run());
    joe.way.fail(MemoryStore.Fault.NONE);
    minutes(1);
    assertTrue(joe.run());
    assertEquals(4, mike().holding(2).count());
  }

  @Test
  void whatAFrozenMemberFoundIsDroppedWhenAnotherWentOnFromTheSameState() {
    Fellow joe = joe().holding(1);
    assertTrue(joe.run());
    minutes(1);
    assertTrue(joe.begun());
    joe.mayAct = false; // asleep
    Fellow mike = mike().holding(2);
    assertFalse(joe.end());
    minutes(1);
    assertTrue(mike.run());
    assertEquals(2, mike.count());
  }

  @Test
  void aMemberWhoseClockIsBehindDoesNotWaitUntilItHasCaughtUp() {
    assertTrue(joe().holding(1).run());
    clock.advance(Duration.ofHours(-3));
    Fellow mike = mike().holding(2);
    assertTrue(mike.run());
    assertFalse(mike.run());
    clock.advance(Duration.ofMinutes(1));
    assertTrue(mike.run());
    assertEquals(List.of("joe 12:00", "mike 09:00", "mike 09:01"), runs);
  }

  @Test
  void membersTakeTurnsAndEachGoesOnFromTheOther() {
    Fellow joe = joe().inTurn();
    Fellow mike = mike().inTurn();
    for (int i = 0; i < 6; i++) {
      assertTrue(joe.run() ^ mike.run());
      minutes(1);
    }
    assertEquals(3, runs.stream().filter(run -> run.startsWith("joe")).count(), runs.toString());
    assertEquals(6, Math.max(joe.count(), mike.count()));
  }

  @Test
  void theTurnOfAMemberThatIsGoneIsTakenAMomentLater() {
    Fellow joe = joe().inTurn();
    int at = 0;
    for (int i = 0; i < 4; i++) {
      if (!joe.run()) {
        Instant soon = joe.rhythm.due();
        assertEquals(clock.instant().plusSeconds(2), soon, "it leaves it to the other first");
        clock.set(soon);
        assertTrue(joe.run());
        clock.advance(Duration.ofSeconds(-2));
        at++;
      }
      minutes(1);
    }
    assertEquals(2, at);
    assertEquals(4, runs.size());
  }

  @Test
  void aRunThatIsUnderWayElsewhereIsWaitedForUntilItsTimeIsOver() {
    live = List.of("joe");
    Fellow joe = joe().inTurn();
    assertTrue(joe.begun());
    live = List.of("mike");
    Fellow mike = mike().inTurn();
    minutes(1);
    assertFalse(mike.run(), "joe has not said that it ended");
    seconds(41);
    assertFalse(mike.run());
    seconds(20);
    assertTrue(mike.run());
  }

  @Test
  void aRunOfAMemberThatIsGoneIsNotWaitedFor() {
    live = List.of("joe");
    assertTrue(joe().inTurn().begun());
    live = List.of("mike");
    Fellow mike = mike().inTurn();
    minutes(1);
    assertFalse(mike.run());
    living = false;
    assertTrue(mike.run());
  }

  @Test
  void aHolderNeedsTheStoreToBegin() {
    Fellow joe = joe();
    joe.way.fail(MemoryStore.Fault.REFUSE);
    assertThrows(StoreAway.class, () -> joe.holding(1));
  }
}
