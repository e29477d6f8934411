// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Notices when the wall clock was set back, by comparing it with one that cannot be set. */
final class ClockWatch implements Runnable {

  private static final Duration NOTABLE = Duration.ofSeconds(2);

  private final Clock clock;
  private final LongSupplier nanos;
  private final Consumer<Duration> wentBack;
  private long lastOffsetMillis;

  /**
   * Begins to compare.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   * @param wentBack told by how much the wall clock was set back
   */
  ClockWatch(Clock clock, LongSupplier nanos, Consumer<Duration> wentBack) {
    this.clock = clock;
    this.nanos = nanos;
    this.wentBack = wentBack;
    this.lastOffsetMillis = offsetMillis();
  }

  private long offsetMillis() {
    return clock.millis() - nanos.getAsLong() / 1_000_000;
  }

  @Override
  public void run() {
    long offset = offsetMillis();
    long back = lastOffsetMillis - offset;
    lastOffsetMillis = offset;
    if (back > NOTABLE.toMillis()) {
      wentBack.accept(Duration.ofMillis(back));
    }
  }
}
