// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import wubot.config.Setting;
import wubot.config.Values;
import wubot.message.FieldValue;

/**
 * Two limits for one measured number; passing one strictly makes the status.
 *
 * @param warning infinite where there is none
 * @param critical infinite where there is none
 * @param downwards whether low numbers are the bad ones
 */
record Limits(double warning, double critical, boolean downwards) {

  /**
   * High numbers are bad.
   *
   * @throws IllegalArgumentException when the warning would come after the critical status
   */
  static Limits above(Values values, Setting<Double> warning, Setting<Double> critical) {
    return read(values, warning, critical, false);
  }

  /** Low numbers are bad; otherwise as {@link #above}. */
  static Limits below(Values values, Setting<Double> warning, Setting<Double> critical) {
    return read(values, warning, critical, true);
  }

  private static Limits read(
      Values values, Setting<Double> warning, Setting<Double> critical, boolean downwards) {
    double none = downwards ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    Limits limits =
        new Limits(
            values.find(warning).orElse(none), values.find(critical).orElse(none), downwards);
    if (values.find(warning).isPresent()
        && values.find(critical).isPresent()
        && limits.isPast(limits.warning, limits.critical)) {
      throw new IllegalArgumentException(
          warning.key()
              + " ("
              + FieldValue.text(limits.warning)
              + ") would never be seen: it lies beyond "
              + critical.key()
              + " ("
              + FieldValue.text(limits.critical)
              + ")");
    }
    return limits;
  }

  /** The same limits, each times a factor. */
  Limits times(double factor) {
    return new Limits(warning * factor, critical * factor, downwards);
  }

  /** What this number means. */
  Status judge(double number) {
    return isPast(number, critical)
        ? Status.CRITICAL
        : isPast(number, warning) ? Status.WARNING : Status.OK;
  }

  /** The limit that makes this status; for OK, the first one. */
  double of(Status status) {
    return status == Status.CRITICAL || Double.isInfinite(warning) ? critical : warning;
  }

  private boolean isPast(double number, double limit) {
    return downwards ? number < limit : number > limit;
  }
}
