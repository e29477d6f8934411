// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import wubot.config.Durations;
import wubot.config.Sizes;
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
      case SIZE -> {
        OptionalLong bytes = Sizes.parse(text);
        yield bytes.isPresent()
            ? OptionalDouble.of((double) bytes.getAsLong())
            : OptionalDouble.empty();
      }
      case PERCENT -> text.endsWith("%") ? percent(text) : OptionalDouble.empty();
    };
  }

  private static OptionalDouble percent(String text) {
    String number = text.substring(0, text.length() - 1).stripTrailing();
    boolean word = !number.isEmpty() && Character.isLetter(number.charAt(number.length() - 1));
    return word ? OptionalDouble.empty() : FieldValue.number(number);
  }
}
