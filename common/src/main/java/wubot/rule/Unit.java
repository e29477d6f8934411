// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Locale;
import java.util.OptionalDouble;
import wubot.config.Durations;
import wubot.message.FieldValue;

/** What a number in a condition measures. */
enum Unit {
  /** Just a number. */
  NONE,
  /** A length of time, in seconds. */
  DURATION,
  /** A size, in bytes. */
  SIZE,
  /** Percent. */
  PERCENT;

  /** Reads a number with this unit. */
  OptionalDouble parse(String text) {
    return switch (this) {
      case NONE -> FieldValue.number(text);
      case DURATION ->
          Durations.parse(text)
              .map(d -> OptionalDouble.of(d.toMillis() / 1000.0))
              .orElse(OptionalDouble.empty());
      case SIZE -> size(text.strip());
      case PERCENT ->
          text.endsWith("%")
              ? FieldValue.number(text.substring(0, text.length() - 1))
              : OptionalDouble.empty();
    };
  }

  /** {@code 10GB} counts in thousands, {@code 10GiB} and {@code 10G} in 1024s. */
  private static OptionalDouble size(String text) {
    int digits = text.length();
    while (digits > 0 && Character.isLetter(text.charAt(digits - 1))) {
      digits--;
    }
    OptionalDouble number = FieldValue.number(text.substring(0, digits));
    double factor = factor(text.substring(digits).toUpperCase(Locale.ROOT));
    return number.isPresent() && factor > 0
        ? OptionalDouble.of(number.getAsDouble() * factor)
        : OptionalDouble.empty();
  }

  private static double factor(String unit) {
    if (unit.equals("B")) {
      return 1;
    }
    int power = unit.isEmpty() ? 0 : "KMGTP".indexOf(unit.charAt(0)) + 1;
    if (power == 0) {
      return 0;
    }
    return switch (unit.substring(1)) {
      case "B" -> Math.pow(1000, power);
      case "", "IB" -> Math.pow(1024, power);
      default -> 0;
    };
  }
}
