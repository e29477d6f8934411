// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import wubot.queue.MovedClock;

class ClockWatchTest {

  @Test
  void noticesThatTheClockWasSetBackAndNothingElse() {
    MovedClock clock = new MovedClock(Instant.parse("2026-11-21T12:00:00Z"));
    AtomicLong nanos = new AtomicLong(-5);
    List<Duration> told = new ArrayList<>();
    ClockWatch watch = new ClockWatch(clock, nanos::get, told::add);

    pass(clock, nanos, Duration.ofSeconds(5));
    watch.run();
    clock.advance(Duration.ofHours(3)); // set ahead, or the machine slept
    watch.run();
    clock.advance(Duration.ofSeconds(-1)); // a small correction
    watch.run();
    assertEquals(List.of(), told);

    clock.advance(Duration.ofHours(-2));
    pass(clock, nanos, Duration.ofSeconds(5));
    watch.run();
    watch.run();
    assertEquals(List.of(Duration.ofHours(2)), told);
  }

  private static void pass(MovedClock clock, AtomicLong nanos, Duration time) {
    clock.advance(time);
    nanos.addAndGet(time.toNanos());
  }
}
