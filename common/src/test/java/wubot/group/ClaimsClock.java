// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that a test moves. */
final class ClaimsClock implements GroupClock {
  final AtomicLong nanos = new AtomicLong(1_000_000_000L);
  final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

  ClaimPlace place(Store store, String node, String incarnation) {
    return new ClaimPlace(store, "home", node, incarnation, this);
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long wallMillis() {
    return millis.get();
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    millis.addAndGet(time.toMillis());
  }

  void passMillis(long time) {
    pass(Duration.ofMillis(time));
  }

  /** The machine slept: only the wall clock went on. */
  void sleep(Duration time) {
    millis.addAndGet(time.toMillis());
  }
}
