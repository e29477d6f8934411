// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Locale;

/** Lengths of time and sizes as people read them. */
final class Spans {

  private static final long[] SECONDS = {31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1};
  private static final String UNITS = "yMwdhms";

  private Spans() {}

  /**
   * A length of time such as {@code 2h5m}: small parts are left out where the whole is long,
   * seconds above an hour, minutes above a day, hours above a week.
   */
  static String print(long seconds) {
    if (seconds == 0) {
      return "0s";
    }
    long left = Math.abs(seconds);
    long whole = left;
    StringBuilder out = new StringBuilder(seconds < 0 ? "-" : "");
    for (int i = 0; i < SECONDS.length; i++) {
      boolean tooSmall =
          (UNITS.charAt(i) == 's' && whole > 3600)
              || (UNITS.charAt(i) == 'm' && whole > 86_400)
              || (UNITS.charAt(i) == 'h' && whole > 604_800)
              || (UNITS.charAt(i) == 'd' && whole > 2_592_000)
              || (UNITS.charAt(i) == 'w' && whole > 31_536_000);
      long count = left / SECONDS[i];
      left %= SECONDS[i];
      if (count > 0 && !tooSmall) {
        out.append(count).append(UNITS.charAt(i));
      }
    }
    return out.toString();
  }

  /** A number of bytes such as {@code 1.5 GiB}. */
  static String size(double bytes) {
    double amount = bytes;
    int power = 0;
    while (Math.abs(amount) >= 1024 && power < 5) {
      amount /= 1024;
      power++;
    }
    String number = String.format(Locale.ROOT, power == 0 ? "%.0f" : "%.1f", amount);
    return number + " " + (power == 0 ? "bytes" : "KMGTP".charAt(power - 1) + "iB");
  }
}
