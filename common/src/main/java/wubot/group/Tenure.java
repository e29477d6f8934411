// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import wubot.group.GroupClock.Moment;

/**
 * How long a holder may act on what it holds: until two thirds of the time to live have passed
 * since it sent its last successful writing, by its own clocks. Nobody else starts before a whole
 * time to live has passed since then. Safe for use by several threads.
 */
public final class Tenure {

  private final GroupClock clock;
  private final long ttlNanos;
  private volatile State state;

  private record State(Moment sent, boolean ended) {}

  /**
   * Begins with a writing that the store has acknowledged.
   *
   * @param sent before the writing was sent
   */
  public Tenure(GroupClock clock, Duration ttl, Moment sent) {
    this.clock = clock;
    this.ttlNanos = ttl.toNanos();
    this.state = new State(sent, false);
  }

  /** Begins anew with another acknowledged writing; what has ended stays ended. */
  public void renewed(Moment sent) {
    state = new State(sent, state.ended);
  }

  /** Nothing may be done from now on, whatever the clocks say. */
  public void end() {
    state = new State(state.sent, true);
  }

  /**
   * Whether an effect may begin now. Also no when the clock on the wall has run ahead of the other
   * by a tenth of the time to live: the machine may have slept, and the holder must first write
   * again.
   */
  public boolean mayAct() {
    State now = state;
    return !now.ended && !lapsed() && !doubtful();
  }

  /** Whether two thirds of the time to live are over. */
  public boolean lapsed() {
    return sinceSent() >= ttlNanos / 3 * 2;
  }

  /** Whether it is time to write again: after a third, or when the clocks disagree. */
  public boolean isDue() {
    return sinceSent() >= ttlNanos / 3 || doubtful();
  }

  /** Until it lapses; zero or less afterwards. */
  public long nanosLeft() {
    return ttlNanos / 3 * 2 - sinceSent();
  }

  private long sinceSent() {
    return clock.nanos() - state.sent.nanos();
  }

  private boolean doubtful() {
    Moment sent = state.sent;
    Moment now = clock.now();
    long wall = (now.wallMillis() - sent.wallMillis()) * 1_000_000;
    // A wall clock counts whole milliseconds, so that it may seem ahead by one.
    return wall - (now.nanos() - sent.nanos()) > ttlNanos / 10 + 1_000_000;
  }
}
