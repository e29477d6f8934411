// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it; in UTC. */
public final class MovedClock extends Clock {

  private volatile Instant now;

  /** Standing at this time. */
  public MovedClock(Instant now) {
    this.now = now;
  }

  /** Sets it. */
  public void set(Instant time) {
    now = time;
  }

  /** Moves it on, or back when negative. */
  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
