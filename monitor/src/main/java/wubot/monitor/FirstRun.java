// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When an instance runs first: a delay after its last run before the restart, else soon, and not
 * all at the same moment.
 *
 * @param spread the time over which the starts of all instances are spread; zero for at once
 * @param regardLast whether the run before the restart counts
 */
record FirstRun(Clock clock, RandomGenerator random, Duration spread, boolean regardLast) {

  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration WIDEST = Duration.ofSeconds(30);

  /** For a daemon that starts this many instances together. */
  static FirstRun of(int instances, Clock clock, RandomGenerator random) {
    Duration wanted = STEP.multipliedBy(Math.max(0, instances - 1));
    return new FirstRun(clock, random, wanted.compareTo(WIDEST) > 0 ? WIDEST : wanted, true);
  }

  /** For an instance whose config somebody has just saved, and wants to see at work. */
  static FirstRun atOnce(Clock clock, RandomGenerator random) {
    return new FirstRun(clock, random, Duration.ZERO, false);
  }

  /** The time for this instance; the same for the same key, unless the config asks for chance. */
  Instant time(Instance instance, Memory memory) {
    Instant now = clock.instant();
    Duration chance =
        instance
            .rand()
            .map(rand -> Duration.ofMillis(random.nextLong(Math.max(1, rand.toMillis()))))
            .orElse(Duration.ZERO);
    if (regardLast && memory.lastRun().isPresent() && !memory.lastRun().get().isAfter(now)) {
      Instant next = memory.lastRun().get().plus(wait(instance, memory));
      if (next.isAfter(now)) {
        return next.plus(chance);
      }
    }
    return now.plus(instance.rand().isPresent() && regardLast ? chance : offset(instance));
  }

  private static Duration wait(Instance instance, Memory memory) {
    return memory.episode().map(e -> e.delay(instance.delay())).orElse(instance.delay());
  }

  private Duration offset(Instance instance) {
    long window = Math.min(spread.toMillis(), instance.delay().toMillis());
    return window <= 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.floorMod(instance.key().hashCode() * 0x9E3779B97F4A7C15L, window));
  }
}
