// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often a role failed at this member, and what follows. Not safe for several threads. */
final class Strikes {

  private static final int MOST_DOUBLINGS = 6;

  private final RoleSettings settings;
  private final GroupClock clock;
  private final Deque<Long> failures = new ArrayDeque<>();
  private int away;
  private long awayUntil;
  private String why = "";

  Strikes(RoleSettings settings, GroupClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Counts a failure of running work; whether it may be started again here. */
  boolean mayRestart() {
    long now = clock.nanos();
    failures.addLast(now);
    while (now - failures.getFirst() > settings.restartWindow().toNanos()) {
      failures.removeFirst();
    }
    return failures.size() <= settings.restarts();
  }

  /** Keeps this member away from the role for a while, longer each time. */
  void keepAway(String reason) {
    Duration pause = settings.backoff().multipliedBy(1L << Math.min(away, MOST_DOUBLINGS));
    awayUntil = clock.nanos() + pause.toNanos();
    away++;
    why = reason;
    failures.clear();
  }

  /** All is well again. */
  void forgive() {
    away = 0;
    why = "";
  }

  /** Whether it keeps away now. */
  boolean isAway() {
    return away > 0 && clock.nanos() - awayUntil < 0;
  }

  /** Whether it failed and has not been forgiven. */
  boolean hasFailed() {
    return away > 0;
  }

  String why() {
    return why;
  }
}
