// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * A time during which a check fails: it begins with one CRITICAL message and ends with one OK
 * message, however often the check fails in between.
 *
 * @param since when it failed first
 * @param failures how often it has failed, at least 1
 * @param error what was wrong the last time
 */
record Episode(Instant since, long failures, String error) {

  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** The first failure. */
  static Episode begin(Instant now, String error) {
    return new Episode(now, 1, error);
  }

  /** One more failure. */
  Episode again(String newError) {
    return new Episode(since, failures + 1, newError);
  }

  /**
   * The time between runs while the check fails: doubling from the configured delay to ten times of
   * it, but not beyond 15 minutes, and never less than the delay.
   */
  Duration delay(Duration configured) {
    Duration longest = configured.multipliedBy(10);
    if (longest.compareTo(LONGEST) > 0) {
      longest = configured.compareTo(LONGEST) > 0 ? configured : LONGEST;
    }
    Duration doubled = configured.multipliedBy(1L << Math.min(failures - 1, 4));
    return doubled.compareTo(longest) > 0 ? longest : doubled;
  }

  /** The message with which the episode begins. */
  Message critical(String subject) {
    return Message.empty()
        .with(Fields.SUBJECT, subject)
        .with(Fields.STATUS, "CRITICAL")
        .with(Fields.ERRMSG, error)
        .with(Fields.COLOR, "red");
  }

  /** The message with which it ends. */
  Message recovered(String key, Instant now) {
    String times = failures == 1 ? "failing once" : "failing " + failures + " times";
    String span = shown(Duration.between(since, now));
    return Message.empty()
        .with(Fields.SUBJECT, "OK: " + key + " works again after " + times + " in " + span)
        .with(Fields.STATUS, "OK")
        .with(Fields.COLOR, "green");
  }

  private static String shown(Duration span) {
    Duration whole = Duration.ofSeconds(Math.max(0, span.toSeconds()));
    return whole.toString().substring(2).toLowerCase(Locale.ROOT); // PT1H2M3S as 1h2m3s
  }
}
