// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths of time and sizes, as people write and read them. */
class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "1d2h3m, 93780000",
    "1w 1d 1h 1m 1s, 694861000",
    "5 m, 300000",
    "250ms, 250",
    "1.5s, 1500",
    "-1h30m, -5400000",
    "+90, 90000",
    ".5, 500",
    "0, 0",
    "1M, 2592000000",
    "1y, 31536000000",
    "0.001, 1",
    "1h 500ms, 3600500"
  })
  void readsAnyNumberOfParts(String text, long millis) {
    assertEquals(Optional.of(Duration.ofMillis(millis)), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "x",
        "1h30",
        "1x",
        "1h-30m",
        "--5",
        "1..5s",
        "5 5",
        "1e3",
        "1s,2s",
        "NaN",
        "99999999999y",
        "1hour",
        "١s"
      })
  void refusesWhatIsNone(String text) {
    assertEquals(Optional.empty(), Durations.parse(text));
  }

  @Test
  void refusesALongTextQuickly() {
    assertEquals(Optional.empty(), Durations.parse("1".repeat(10_000_000)));
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT0.25S, 250ms", "PT1.5S, 1.5s", "PT61.5S, 1m1s", "PT-0.5S, -500ms"})
  void printsFractionsWhereTheyCount(String iso, String text) {
    assertEquals(text, Durations.print(Duration.parse(iso)));
  }

  @Test
  void readsWhatItPrints() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      Duration length = Duration.ofSeconds(random.nextLong(-1_000_000_000L, 1_000_000_000L));
      String text = Durations.print(length);
      assertEquals(text, Durations.print(Durations.parse(text).orElseThrow()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "10MB, 10000000",
    "1GiB, 1073741824",
    "64K, 65536",
    "1.5 kB, 1500",
    "0, 0",
    "10 bytes, 10",
    "10b, 10"
  })
  void readsSizes(String text, long bytes) {
    assertEquals(OptionalLong.of(bytes), Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "10XB", "1e3", "99999999999PB", "10 M B"})
  void refusesWhatIsNoSize(String text) {
    assertEquals(OptionalLong.empty(), Sizes.parse(text));
  }

  @Test
  void printsSizes() {
    assertEquals("1 byte", Sizes.print(1));
    assertEquals("1.5 KiB", Sizes.print(1536));
    assertEquals("10 MiB", Sizes.print(10 << 20));
  }
}
