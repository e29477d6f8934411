// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppointmentTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private final Appointment noon = Appointment.first(NOON, Duration.ofMinutes(1));

  private static Instant at(String time) {
    return Instant.parse("2026-11-21T" + time + "Z");
  }

  @Test
  void keepsItsRhythmHoweverLongARunTakes() {
    assertEquals(at("12:01:00"), noon.after(at("12:00:01"), Optional.empty()).due());
    assertEquals(at("12:01:00"), noon.after(at("12:00:59"), Optional.empty()).due());
  }

  @Test
  void aRunThatTookTooLongSkipsBeats() {
    assertEquals(at("12:02:00"), noon.after(at("12:01:00"), Optional.empty()).due());
    assertEquals(at("12:06:00"), noon.after(at("12:05:30"), Optional.empty()).due());
  }

  @Test
  void anotherTimeToWaitCountsOnce() {
    Appointment once = noon.after(at("12:00:10"), Optional.of(Duration.ofSeconds(5)));
    assertEquals(at("12:00:15"), once.due());
    assertEquals(at("12:01:15"), once.after(at("12:00:16"), Optional.empty()).due());
  }

  @Test
  void aClockThatWasSetBackPutsNothingOffForLong() {
    assertEquals(at("03:01:00"), noon.after(at("03:00:00"), Optional.empty()).due());
  }

  @Test
  void aClockThatWasSetFarAheadDoesNotMakeUpForAnything() {
    Instant later = NOON.plus(Duration.ofDays(10_000)).plusMillis(1);
    assertEquals(
        NOON.plus(Duration.ofDays(10_000)).plusSeconds(60),
        noon.after(later, Optional.empty()).due());
  }
}
