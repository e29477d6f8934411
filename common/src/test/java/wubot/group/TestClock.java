// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/** The clocks of one machine in a test: they go only when told, at a rate of their own. */
final class TestClock implements GroupClock {

  private double rate = 1;
  private long nanos = 1_000_000_000_000L;
  private long wallNanos = 1_700_000_000_000_000_000L;

  /** How fast both clocks go: 1 is right. */
  void rate(double value) {
    rate = value;
  }

  /** True time passes. */
  void pass(Duration time) {
    long here = (long) (time.toNanos() * rate);
    nanos += here;
    wallNanos += here;
  }

  /** Somebody sets the clock on the wall, or the machine slept. */
  void jump(Duration time) {
    wallNanos += time.toNanos();
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return wallNanos / 1_000_000;
  }
}
