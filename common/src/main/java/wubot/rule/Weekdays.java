// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Days of the week in a condition: {@code Mon}, {@code Saturday}, {@code Mon-Fri}. */
final class Weekdays {

  private Weekdays() {}

  /** Reads days and spans of days between commas; empty when anything else is among them. */
  static Optional<Set<DayOfWeek>> parse(String list) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String item : list.split(",", -1)) {
      String[] span = item.split("-", 2);
      Optional<DayOfWeek> first = day(span[0]);
      Optional<DayOfWeek> last = span.length > 1 ? day(span[1]) : first;
      if (first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      for (DayOfWeek day = first.get(); day != last.get(); day = day.plus(1)) {
        days.add(day);
      }
      days.add(last.get());
    }
    return Optional.of(Set.copyOf(days));
  }

  private static Optional<DayOfWeek> day(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT);
    for (DayOfWeek day : DayOfWeek.values()) {
      if (wanted.length() >= 2 && day.name().startsWith(wanted)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }
}
