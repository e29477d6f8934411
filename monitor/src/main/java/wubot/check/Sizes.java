// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write and read them: {@code 500MB}, {@code 2G}, {@code 1.5 TiB}. */
final class Sizes {

  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtp]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgtp";

  private Sizes() {}

  /**
   * Bytes of a size; units count in 1024s, whichever way they are written.
   *
   * @throws IllegalArgumentException when the text is none
   */
  static long parse(String key, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          key + ": expected a size such as 500MB or 2G, found '" + text + "'");
    }
    String unit = form.group(2).toLowerCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
    return (long) (Double.parseDouble(form.group(1)) * Math.pow(1024, power));
  }

  /** For people: three digits or so. */
  static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double amount = bytes;
    int power = 0;
    while (amount >= 1000 && power < UNITS.length()) {
      amount /= 1024;
      power++;
    }
    String unit = UNITS.substring(power - 1, power).toUpperCase(Locale.ROOT) + "B";
    return String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, unit);
  }
}
