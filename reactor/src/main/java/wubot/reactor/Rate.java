// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.function.LongSupplier;

/** How many events there were a second over the last minute. Safe for several threads. */
final class Rate {

  private static final int SECONDS = 60;
  private static final long NANOS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private final long start;
  private final long[] counts = new long[SECONDS];
  private long second; // the newest one that is counted

  /** With a clock that is never set. */
  Rate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** This many more. */
  synchronized void add(long events) {
    forward();
    counts[(int) (second % SECONDS)] += events;
  }

  /** Events a second, averaged over a minute or the shorter time there was. */
  synchronized double perSecond() {
    forward();
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum / (double) Math.min(SECONDS, second + 1);
  }

  private void forward() {
    long now = (nanoTime.getAsLong() - start) / NANOS;
    for (long passed = Math.max(second + 1, now - SECONDS + 1); passed <= now; passed++) {
      counts[(int) (passed % SECONDS)] = 0;
    }
    second = Math.max(second, now);
  }
}
