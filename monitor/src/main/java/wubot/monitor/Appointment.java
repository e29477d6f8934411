// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a check is due next. Runs keep their rhythm: the delay counts from start to start, and a run
 * that took too long skips beats rather than shifting them.
 *
 * @param due the time
 * @param delay the regular time between runs, positive
 */
record Appointment(Instant due, Duration delay) {

  /** The first one. */
  static Appointment first(Instant due, Duration delay) {
    return new Appointment(due, delay);
  }

  /**
   * The one after this.
   *
   * @param now when the run was done with
   * @param again another time to wait, this once
   */
  Appointment after(Instant now, Optional<Duration> again) {
    if (again.isPresent()) {
      return new Appointment(now.plus(again.get()), delay);
    }
    Instant next = due.plus(delay);
    if (!next.isAfter(now)) {
      long beats = Duration.between(due, now).dividedBy(delay) + 1;
      next = due.plus(delay.multipliedBy(beats));
    }
    Instant latest = now.plus(delay);
    return new Appointment(next.isAfter(latest) ? latest : next, delay); // the clock went back
  }
}
