// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of day in a condition: {@code 22:00}, {@code 6:30}, {@code 24:00} for midnight. */
final class TimeOfDay {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,2}):([0-9]{2})");

  private TimeOfDay() {}

  /** Reads a time of day if one comes next. */
  static Optional<LocalTime> take(ConditionText text) {
    int start = text.at();
    text.takeName();
    if (!text.take(":")) {
      return Optional.empty();
    }
    text.takeName();
    Matcher matcher = FORM.matcher(text.between(start, text.at()));
    if (matcher.matches()) {
      int hour = Integer.parseInt(matcher.group(1));
      int minute = Integer.parseInt(matcher.group(2));
      if (hour < 24 && minute < 60) {
        return Optional.of(LocalTime.of(hour, minute));
      }
      if (hour == 24 && minute == 0) {
        return Optional.of(LocalTime.MIDNIGHT);
      }
    }
    throw text.problem(start, "expected a time of day such as 22:00", "");
  }
}
