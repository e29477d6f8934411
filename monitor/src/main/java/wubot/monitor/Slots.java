// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * For when the runs of a shared check are planned: the same times for all members, a delay apart.
 * All times are milliseconds since 1970.
 *
 * @param offset shifts all times, so that not all checks run at the same moment
 * @param delay between two times, at least 1
 * @param misfire what becomes of missed ones
 * @param most of them that are made up for
 */
record Slots(long offset, long delay, Misfire misfire, long most) {

  private static final long SPREAD = Duration.ofSeconds(30).toMillis();
  private static final long SHORTEST_LATENESS = Duration.ofSeconds(1).toMillis();
  private static final long LONGEST_LATENESS = Duration.ofSeconds(30).toMillis();
  private static final long SHORTEST_LEAD = Duration.ofMinutes(1).toMillis();

  /** For a check. */
  static Slots of(String key, Duration delay, Misfire misfire, long most) {
    long millis = Math.max(1, delay.toMillis());
    long offset = Math.floorMod(key.hashCode() * 0x9E3779B97F4A7C15L, Math.min(millis, SPREAD));
    return new Slots(offset, millis, misfire, most);
  }

  /** The last regular time up to this one. */
  long before(long time) {
    return time - Math.floorMod(time - offset, delay);
  }

  /** The first regular time after this one. */
  long after(long time) {
    return before(time) + delay;
  }

  /** Which of all regular times it is, the same for all members. */
  long number(long time) {
    return Math.floorDiv(time - offset, delay);
  }

  /** How late a run may be and still count as on time. */
  private long lateness() {
    return Math.max(SHORTEST_LATENESS, Math.min(delay / 10, LONGEST_LATENESS));
  }

  /**
   * Whether the last run was planned for so far in the future that the clock of whoever planned it
   * was wrong, or this one has been set back.
   */
  boolean isFromTheFuture(SlotRecord last, long now) {
    return last.planned() - now > Math.max(SHORTEST_LEAD, 2 * delay);
  }

  private long first(SlotRecord last) {
    return last.next() > 0 ? Math.max(last.next(), last.planned() + 1) : after(last.planned());
  }

  /** The run that should begin now; empty when none should. */
  OptionalLong due(SlotRecord last, long now) {
    if (!last.exists() || isFromTheFuture(last, now)) {
      return OptionalLong.of(before(now));
    }
    long first = first(last);
    if (first > now) {
      return OptionalLong.empty();
    }
    long latest = Math.max(first, before(now));
    return switch (misfire) {
      case SKIP -> now - latest <= lateness() ? OptionalLong.of(latest) : OptionalLong.empty();
      case ONCE -> OptionalLong.of(latest);
      case ALL -> OptionalLong.of(Math.max(first, latest - (most - 1) * delay));
    };
  }

  /** How many runs are missed for good because there is a limit to what is made up for. */
  long leftOut(SlotRecord last, long now) {
    OptionalLong due = due(last, now);
    return misfire == Misfire.ALL && last.exists() && due.isPresent()
        ? Math.max(0, (due.getAsLong() - first(last) + delay - 1) / delay)
        : 0;
  }

  /** When to come for the next run, not before now. */
  long next(SlotRecord last, long now) {
    if (due(last, now).isPresent()) {
      return now;
    }
    long first = first(last);
    return first > now ? first : after(now);
  }
}
