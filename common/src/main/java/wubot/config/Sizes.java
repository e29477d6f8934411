// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 10MB} is ten million bytes, {@code 10MiB} and {@code 10M} are
 * ten times 1,048,576, a bare number is bytes.
 */
public final class Sizes {

  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*(?:([KMGTP])(I?B)?|B|BYTES)?");
  private static final String PREFIXES = "KMGTP";

  private Sizes() {}

  /**
   * Reads a size.
   *
   * @return bytes; empty when the text is none or does not fit a long
   */
  public static OptionalLong parse(String text) {
    Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    BigDecimal bytes = new BigDecimal(size.group(1));
    if (size.group(2) != null) {
      boolean decimal = "B".equals(size.group(3));
      int power = PREFIXES.indexOf(size.group(2)) + 1;
      bytes = bytes.multiply(BigDecimal.valueOf(decimal ? 1000 : 1024).pow(power));
    }
    bytes = bytes.setScale(0, RoundingMode.HALF_UP);
    return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(bytes.longValueExact());
  }

  /** As people read it, with one decimal below ten: {@code 1.5 MiB}, {@code 300 bytes}. */
  public static String print(long bytes) {
    if (Math.abs(bytes) < 1024) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    double amount = bytes;
    int power = -1;
    while (Math.abs(amount) >= 1024 && power < PREFIXES.length() - 1) {
      amount /= 1024;
      power++;
    }
    boolean decimals = Math.abs(amount) < 10 && amount != Math.rint(amount);
    return String.format(
        Locale.ROOT, decimals ? "%.1f %siB" : "%.0f %siB", amount, PREFIXES.charAt(power));
  }
}
