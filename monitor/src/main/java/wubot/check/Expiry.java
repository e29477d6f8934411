// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import wubot.config.Setting;
import wubot.config.Values;
import wubot.message.Message;

/** How long certificates are still valid, and what that means. */
final class Expiry {

  static final Setting<Double> WARNING =
      Setting.number("warning_days", 0, 10_000)
          .byDefault("21")
          .describe("A certificate that is valid for fewer days than this is a WARNING.");

  static final Setting<Double> CRITICAL =
      Setting.number("critical_days", 0, 10_000)
          .byDefault("7")
          .describe("A certificate that is valid for fewer days than this is CRITICAL.");

  private Expiry() {}

  /** The two limits. */
  static Limits limits(Values values) {
    return Limits.below(values, WARNING, CRITICAL);
  }

  /** Adds the field {@code cert_days}; negative when the certificate has expired. */
  static void describe(X509Certificate certificate, Instant now, Message message) {
    Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
    message.put("cert_days", Math.floorDiv(left.toSeconds(), 86_400L));
  }

  /** The status that {@code cert_days} makes; OK without it. */
  static Status judge(Limits limits, Message message) {
    return message.number("cert_days").isEmpty()
        ? Status.OK
        : limits.judge(message.number("cert_days").getAsDouble());
  }

  /** In words. */
  static String text(Message message) {
    double days = message.number("cert_days").orElse(0);
    return days < 0
        ? "its certificate expired " + (long) -days + " days ago"
        : "its certificate is valid for " + (long) days + " more days";
  }
}
