// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import wubot.config.Durations;
import wubot.config.Setting;

/** Lengths of time as gates use them. */
final class Spans {

  private static final long DAY = Duration.ofDays(1).toSeconds();
  private static final Duration LONGEST = Duration.ofDays(366);

  private Spans() {}

  /** A setting of at least a second, and at most a year. */
  static Setting<Duration> setting(String key) {
    return Setting.duration(key, Duration.ofSeconds(1), LONGEST);
  }

  /** When something is of no use any more that was of use for this long. */
  static long longAfter(long moment, long seconds) {
    return moment + seconds + Math.max(seconds, DAY);
  }

  /** A length in words. */
  static String print(long seconds) {
    return Durations.print(Duration.ofSeconds(Math.max(0, seconds)));
  }

  /**
   * The next of the moments that lie this far apart. Of more than a day of them that time has
   * jumped over, only those of the last day count.
   */
  static long next(long due, long every, long latest) {
    long skipped = Math.max(0, (latest - due - DAY) / every);
    return due + every * (skipped + 1);
  }
}
