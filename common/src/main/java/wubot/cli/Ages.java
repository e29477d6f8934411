// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in the two largest units, as people read it. */
final class Ages {

  private Ages() {}

  /** The time from one instant to a later one; {@code now} when it is none. */
  static String between(Instant from, Instant to) {
    Duration age = Duration.between(from, to);
    return age.isNegative() ? "now" : text(age);
  }

  /** A length of time. */
  static String text(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + "d" + age.toHoursPart() + "h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h" + age.toMinutesPart() + "m";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m" + age.toSecondsPart() + "s"
        : age.toSeconds() + "s";
  }
}
