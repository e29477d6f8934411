// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as text: written for people, and read where a text looks like one. */
final class NumberText {

  private NumberText() {}

  /** With an exponent from 1e15 on and below 0.0001, as in the original wubot. */
  static String of(double number) {
    String text = Double.toString(number);
    int exponent = text.indexOf('E');
    if (exponent < 0) {
      return text;
    }
    int power = Integer.parseInt(text.substring(exponent + 1));
    if (power >= -4 && power < 15) {
      return new BigDecimal(text).toPlainString();
    }
    String digits = text.substring(0, exponent);
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
        + (power < 0 ? "e-" : "e+")
        + (Math.abs(power) < 10 ? "0" : "")
        + Math.abs(power);
  }

  /** Reads a text without exceptions for the many that are no numbers. */
  static OptionalDouble parse(String raw) {
    String text = raw.strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    if (at < text.length() && Character.isLetter(text.charAt(at))) {
      return word(text, at);
    }
    return looksNumeric(text, at)
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }

  private static boolean looksNumeric(String text, int start) {
    int whole = digitsFrom(text, start);
    int at = whole;
    int digits = whole - start;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digitsFrom(text, at + 1);
      digits += fraction - at - 1;
      at = fraction;
    }
    if (digits == 0) {
      return false;
    }
    return at == text.length() || isExponent(text, at);
  }

  private static boolean isExponent(String text, int at) {
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return false;
    }
    int start = at + 1;
    if (start < text.length() && (text.charAt(start) == '-' || text.charAt(start) == '+')) {
      start++;
    }
    return start < text.length() && digitsFrom(text, start) == text.length();
  }

  private static int digitsFrom(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static OptionalDouble word(String text, int at) {
    String name = text.substring(at).toLowerCase(Locale.ROOT);
    if (name.equals("inf") || name.equals("infinity")) {
      return OptionalDouble.of(
          text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return name.equals("nan") ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
  }
}
