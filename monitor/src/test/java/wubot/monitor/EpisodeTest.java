// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodeTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static List<Long> delays(Duration configured, int failures) {
    List<Long> seconds = new ArrayList<>();
    Episode episode = Episode.begin(NOON, "x");
    for (int i = 0; i < failures; i++) {
      seconds.add(episode.delay(configured).toSeconds());
      episode = episode.again("x");
    }
    return seconds;
  }

  @Test
  void waitsLongerAndLongerUpToTenTimesTheDelay() {
    assertEquals(List.of(5L, 10L, 20L, 40L, 50L, 50L, 50L), delays(Duration.ofSeconds(5), 7));
  }

  @Test
  void waitsNoLongerThanFifteenMinutesUnlessThatIsTheDelay() {
    assertEquals(List.of(300L, 600L, 900L, 900L), delays(Duration.ofMinutes(5), 4));
    assertEquals(List.of(86_400L, 86_400L), delays(Duration.ofDays(1), 2));
  }

  @Test
  void staysWithinBoundsAfterAThousandFailures() {
    assertEquals(50L, delays(Duration.ofSeconds(5), 1000).get(999));
  }

  @Test
  void tellsHowLongItLasted() {
    Episode episode = Episode.begin(NOON, "x").again("x").again("x");
    assertEquals(
        "OK: Ping-gate works again after failing 3 times in 1h2m3s",
        episode.recovered("Ping-gate", NOON.plusSeconds(3723)).text("subject"));
    assertEquals(
        "OK: Ping-gate works again after failing once in 0s",
        Episode.begin(NOON, "x").recovered("Ping-gate", NOON.minusSeconds(5)).text("subject"));
  }
}
