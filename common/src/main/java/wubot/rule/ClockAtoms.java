// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import wubot.message.Fields;
import wubot.message.Message;

/** The questions about when a message was made, told by its {@code lastupdate}. */
final class ClockAtoms {

  private ClockAtoms() {}

  /**
   * The time of day lies in a span, the start included, the end not; it may reach over midnight.
   * Midnight as its end is the end of the day.
   */
  record TimeBetween(LocalTime from, LocalTime to, ZoneId zone) implements OfClock {

    @Override
    public boolean test(Message message) {
      return when(message, zone).map(ZonedDateTime::toLocalTime).filter(this::contains).isPresent();
    }

    private boolean contains(LocalTime time) {
      boolean afterStart = !time.isBefore(from);
      boolean beforeEnd = time.isBefore(to);
      boolean overMidnight = from.isAfter(to) || to.equals(LocalTime.MIDNIGHT);
      return overMidnight ? afterStart || beforeEnd : afterStart && beforeEnd;
    }

    @Override
    public String toString() {
      return "time between " + from + " and " + to;
    }
  }

  /** The day of the week is one of these. */
  record OnDays(Set<DayOfWeek> days, ZoneId zone) implements OfClock {

    @Override
    public boolean test(Message message) {
      return when(message, zone).filter(t -> days.contains(t.getDayOfWeek())).isPresent();
    }

    @Override
    public String toString() {
      return days.stream()
          .sorted()
          .map(d -> d.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
          .collect(Collectors.joining(", ", "weekday in [", "]"));
    }
  }

  /** A question about {@code lastupdate}. */
  private interface OfClock extends Condition.Atom {

    @Override
    default void collectFields(Set<String> names) {
      names.add(Fields.LASTUPDATE);
    }
  }

  private static Optional<ZonedDateTime> when(Message message, ZoneId zone) {
    OptionalDouble seconds = message.number(Fields.LASTUPDATE);
    return seconds.isPresent() && Math.abs(seconds.getAsDouble()) < 1e12
        ? Optional.of(Instant.ofEpochSecond((long) seconds.getAsDouble()).atZone(zone))
        : Optional.empty();
  }
}
