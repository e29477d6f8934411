// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * A point in time as a test writes it.
 *
 * @param date the day; without one it is the next time that the clock shows
 * @param time the time of day
 */
record TestTime(Optional<LocalDate> date, LocalTime time) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("H:mm[:ss]", Locale.ROOT);
  private static final DateTimeFormatter BOTH =
      DateTimeFormatter.ofPattern("yyyy-MM-dd[' ']['T']H:mm[:ss]", Locale.ROOT);

  /** Reads {@code 22:30}, {@code 22:30:05} or one of these after a date, {@code 2026-01-05}. */
  static Optional<TestTime> parse(String text) {
    try {
      if (text.indexOf('-') > 0) {
        LocalDateTime both = LocalDateTime.parse(text, BOTH);
        return Optional.of(new TestTime(Optional.of(both.toLocalDate()), both.toLocalTime()));
      }
      return Optional.of(new TestTime(Optional.empty(), LocalTime.parse(text, TIME)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The instant that is meant, for a clock that shows this now. */
  Instant after(Instant now, ZoneId zone) {
    ZonedDateTime there = now.atZone(zone);
    ZonedDateTime point = date.orElse(there.toLocalDate()).atTime(time).atZone(zone);
    return (date.isEmpty() && point.toInstant().isBefore(now) ? point.plusDays(1) : point)
        .toInstant();
  }
}
