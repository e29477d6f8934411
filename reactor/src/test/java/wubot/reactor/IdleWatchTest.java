// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import wubot.message.Message;

class IdleWatchTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private Instant now = Instant.ofEpochSecond(1_000_000);

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
  private final IdleWatch idle = new IdleWatch(clock, "joe");

  @Test
  void oneMessageWhenSilenceBeginsAndOneWhenItEnds() {
    now = now.plusSeconds(120);
    assertEquals(Optional.empty(), idle.quiet(LIMIT), "exactly two minutes is not longer");
    now = now.plusSeconds(1);
    Message silent = idle.quiet(LIMIT).orElseThrow();
    assertEquals("reactor on joe has not received a message in 2m1s", silent.text("subject"));
    assertEquals("WARNING", silent.text("status"));
    assertTrue(silent.isTrue("noforward"));
    now = now.plusSeconds(3600);
    assertEquals(Optional.empty(), idle.quiet(LIMIT), "it is said once");
    Message awake = idle.busy().orElseThrow();
    assertEquals("reactor on joe receives messages again after 1h2m", awake.text("subject"));
    assertEquals("OK", awake.text("status"));
    assertEquals(Optional.empty(), idle.busy());
  }

  @Test
  void aClockThatIsSetBackIsNoSilenceAndZeroNeverComplains() {
    now = now.minusSeconds(10_000);
    assertEquals(Optional.empty(), idle.quiet(LIMIT));
    now = now.plusSeconds(119);
    assertEquals(Optional.empty(), idle.quiet(LIMIT));
    now = now.plusSeconds(2);
    assertTrue(idle.quiet(LIMIT).isPresent());
    now = now.plusSeconds(100_000);
    assertEquals(Optional.empty(), new IdleWatch(clock, "joe").quiet(Duration.ZERO));
  }
}
