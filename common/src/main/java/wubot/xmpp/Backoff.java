// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double up to a longest one, each moved a little by chance. */
public final class Backoff {

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration next;

  /**
   * With the first and the longest pause; both are moved by up to a quarter either way, so that
   * many clients do not come back at one moment.
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.next = first;
  }

  /** The next pause. */
  public Duration next() {
    double factor = 0.75 + random.nextDouble() / 2;
    Duration pause = Duration.ofNanos((long) (next.toNanos() * factor));
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return pause;
  }

  /** The next pause is the first again. */
  public void reset() {
    next = first;
  }
}
