// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long LAST = 500_000 * HOUR;

  private static Slots slots(Misfire misfire, long most) {
    return new Slots(0, HOUR, misfire, most);
  }

  private static SlotRecord ran(long planned) {
    return SlotRecord.NONE.begun(planned, 1, "joe#1");
  }

  @Test
  void timesAreTheSameForEveryMemberAndADelayApart() {
    Slots slots = Slots.of("Load-a", Duration.ofMinutes(5), Misfire.SKIP, 1);
    long first = slots.after(LAST);
    assertEquals(slots, Slots.of("Load-a", Duration.ofMinutes(5), Misfire.SKIP, 1));
    assertEquals(first + 300_000, slots.after(first));
    assertEquals(first, slots.before(first + 299_999));
    assertEquals(slots.number(first) + 1, slots.number(first + 300_000));
  }

  @Test
  void whatNobodyEverRanIsDueAtOnce() {
    assertEquals(
        OptionalLong.of(LAST), slots(Misfire.SKIP, 1).due(SlotRecord.NONE, LAST + HOUR - 1));
  }

  @Test
  void aRunIsDueAtItsTimeAndNotBefore() {
    Slots slots = slots(Misfire.SKIP, 1);
    assertEquals(OptionalLong.empty(), slots.due(ran(LAST), LAST + HOUR - 1));
    assertEquals(LAST + HOUR, slots.next(ran(LAST), LAST + 5));
    assertEquals(OptionalLong.of(LAST + HOUR), slots.due(ran(LAST), LAST + HOUR));
    assertEquals(LAST + HOUR, slots.next(ran(LAST), LAST + HOUR));
  }

  @Test
  void aLittleLateIsOnTime() {
    assertEquals(
        OptionalLong.of(LAST + HOUR),
        slots(Misfire.SKIP, 1).due(ran(LAST), LAST + HOUR + Duration.ofSeconds(29).toMillis()));
  }

  @Test
  void missedRunsAreSkipped() {
    Slots slots = slots(Misfire.SKIP, 1);
    long now = LAST + 5 * HOUR + HOUR / 2;
    assertEquals(OptionalLong.empty(), slots.due(ran(LAST), now));
    assertEquals(LAST + 6 * HOUR, slots.next(ran(LAST), now));
  }

  @Test
  void missedRunsAreMadeUpForOnce() {
    Slots slots = slots(Misfire.ONCE, 1);
    long now = LAST + 5 * HOUR + HOUR / 2;
    assertEquals(OptionalLong.of(LAST + 5 * HOUR), slots.due(ran(LAST), now));
    assertEquals(OptionalLong.empty(), slots.due(ran(LAST + 5 * HOUR), now));
  }

  @Test
  void missedRunsAreAllMadeUpForInOrderUpToTheLimit() {
    long now = LAST + 5 * HOUR + HOUR / 2;
    assertEquals(OptionalLong.of(LAST + HOUR), slots(Misfire.ALL, 100).due(ran(LAST), now));
    assertEquals(0, slots(Misfire.ALL, 100).leftOut(ran(LAST), now));
    assertEquals(OptionalLong.of(LAST + 4 * HOUR), slots(Misfire.ALL, 2).due(ran(LAST), now));
    assertEquals(3, slots(Misfire.ALL, 2).leftOut(ran(LAST), now));
    assertEquals(
        OptionalLong.of(LAST + 5 * HOUR), slots(Misfire.ALL, 2).due(ran(LAST + 4 * HOUR), now));
  }

  @Test
  void aRunMayAskForTheNextAtAnyTime() {
    SlotRecord soon = ran(LAST).ended(LAST + 10);
    Slots slots = slots(Misfire.SKIP, 1);
    assertEquals(OptionalLong.empty(), slots.due(soon, LAST + 9));
    assertEquals(OptionalLong.of(LAST + 10), slots.due(soon, LAST + 10));
    assertEquals(LAST + HOUR, slots.next(ran(LAST + 10), LAST + 11));
    assertEquals(OptionalLong.of(LAST + 1), slots.due(ran(LAST).ended(LAST - 5), LAST + 1));
    SlotRecord late = ran(LAST).ended(LAST + 2 * HOUR + 10);
    assertEquals(OptionalLong.empty(), slots.due(late, LAST + HOUR));
    assertEquals(LAST + 2 * HOUR + 10, slots.next(late, LAST + HOUR));
  }

  @Test
  void aClockThatWasSetBackStopsNothing() {
    Slots slots = slots(Misfire.SKIP, 1);
    long now = LAST - 48 * HOUR + 1;
    assertTrue(slots.isFromTheFuture(ran(LAST), now));
    assertEquals(OptionalLong.of(LAST - 48 * HOUR), slots.due(ran(LAST), now));
    assertEquals(
        OptionalLong.empty(), slots.due(ran(LAST), LAST - HOUR), "a clock a little behind");
  }
}
