// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.Durations;

/** Looks at the clock. */
final class ClockExam {

  private static final String AREA = "clock";

  /** Before this was written it cannot be. */
  private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final Duration TOLERABLE = Duration.ofSeconds(10);
  private static final Pattern UTC = Pattern.compile("<utc[^>]*>([^<]{1,40})</utc>");

  private ClockExam() {}

  /** The clock alone. */
  static List<Finding> look(Clock clock) {
    Instant now = clock.instant();
    return now.isBefore(EARLIEST) || now.isAfter(LATEST)
        ? List.of(
            Finding.error(AREA, "it says " + now + ", which cannot be", "timedatectl set-ntp true"))
        : List.of();
  }

  /**
   * Beside a server's.
   *
   * @param answer to {@code urn:xmpp:time}, as XML
   */
  static Finding beside(String server, Optional<String> answer, Clock clock) {
    Matcher utc = UTC.matcher(answer.orElse(""));
    if (!utc.find()) {
      return Finding.note(AREA, server + " does not tell its time");
    }
    try {
      Duration ahead = Duration.between(Instant.parse(utc.group(1).strip()), clock.instant());
      String apart = Durations.print(Duration.ofSeconds(ahead.abs().toSeconds()));
      return ahead.abs().compareTo(TOLERABLE) > 0
          ? Finding.warning(
              AREA,
              "it is "
                  + apart
                  + (ahead.isNegative() ? " behind " : " ahead of ")
                  + server
                  + "; one of the two is wrong",
              "timedatectl set-ntp true, on whichever is wrong")
          : Finding.ok(AREA, "the same as that of " + server);
    } catch (DateTimeParseException e) {
      return Finding.note(AREA, server + " tells a time that cannot be read");
    }
  }
}
