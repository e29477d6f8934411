// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void pausesDoubleUpToTheLongestAndAreMovedByAQuarterAtMost() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), new Random(7));
    double[] expected = {1, 2, 4, 8, 10, 10};
    for (double seconds : expected) {
      assertAbout(seconds, backoff.next());
    }
    backoff.reset();
    assertAbout(1, backoff.next());
  }

  private static void assertAbout(double seconds, Duration pause) {
    double actual = pause.toNanos() / 1e9;
    assertTrue(actual >= seconds * 0.75 && actual <= seconds * 1.25, () -> seconds + ": " + pause);
  }
}
