// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as people write them: {@code 5s}, {@code 1h30m}, {@code 1d 2h 3m}, {@code 250ms},
 * or plain seconds.
 *
 * <p>Units are s, m, h, d, w (upper case means the same, but for M), M for 30 days, y for 365 days
 * and ms. A sign in front holds for the whole. {@code 1h30} is refused: half of its readers would
 * take the 30 for minutes and half for seconds.
 */
public final class Durations {

  private static final Pattern PART =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)\\s*(ms|[smhdwyMSHDWY])");
  private static final Pattern BARE_NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+");
  private static final Pattern BARE_UNIT = Pattern.compile("[smhdwyMSHDWY]");
  private static final int LONGEST_TEXT = 100;
  private static final BigDecimal LONGEST = BigDecimal.valueOf(1000L * 365 * 86_400);

  private static final String[] UNITS = {"y", "M", "w", "d", "h", "m", "s"};
  private static final long[] SECONDS = {31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1};
  // A unit is left out once the whole is longer than this: nobody needs the seconds of a day.
  private static final long[] LEFT_OUT_ABOVE = {
    Long.MAX_VALUE, Long.MAX_VALUE, 31_536_000, 2_592_000, 604_800, 86_400, 3600
  };

  private Durations() {}

  /**
   * Reads a length of time: any number of parts, each a number and a unit; a number alone is
   * seconds, a unit alone is nothing.
   *
   * @return empty when the text is none, or longer than a thousand years
   */
  public static Optional<Duration> parse(String text) {
    String rest = text.strip();
    if (rest.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1).strip();
    }
    return seconds(rest)
        .filter(seconds -> seconds.compareTo(LONGEST) <= 0)
        .map(seconds -> negative ? seconds.negate() : seconds)
        .map(Durations::ofSeconds);
  }

  private static Optional<BigDecimal> seconds(String text) {
    if (BARE_NUMBER.matcher(text).matches()) {
      return Optional.of(new BigDecimal(text));
    }
    if (BARE_UNIT.matcher(text).matches()) {
      return Optional.of(BigDecimal.ZERO);
    }
    Matcher part = PART.matcher(text);
    BigDecimal sum = BigDecimal.ZERO;
    int at = 0;
    while (at < text.length()) {
      if (!part.region(at, text.length()).lookingAt()) {
        return Optional.empty();
      }
      sum = sum.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
      at = part.end();
    }
    return at == 0 ? Optional.empty() : Optional.of(sum);
  }

  private static BigDecimal unit(String unit) {
    return switch (unit) {
      case "ms" -> new BigDecimal("0.001");
      case "m" -> BigDecimal.valueOf(60);
      case "M" -> BigDecimal.valueOf(2_592_000);
      case "h", "H" -> BigDecimal.valueOf(3600);
      case "d", "D" -> BigDecimal.valueOf(86_400);
      case "w", "W" -> BigDecimal.valueOf(604_800);
      case "y", "Y" -> BigDecimal.valueOf(31_536_000);
      default -> BigDecimal.ONE;
    };
  }

  private static Duration ofSeconds(BigDecimal seconds) {
    BigDecimal nanos = seconds.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
    BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
    return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
  }

  /** As people read it: {@code 1d12h}, {@code 250ms}; the longer the whole, the coarser. */
  public static String print(Duration duration) {
    return print(duration, "");
  }

  /** As {@link #print(Duration)}, with a blank between the parts: {@code 12h 1m}. */
  public static String printSpaced(Duration duration) {
    return print(duration, " ");
  }

  private static String print(Duration duration, String between) {
    Duration length = duration.abs();
    String sign = duration.isNegative() ? "-" : "";
    if (length.toNanosPart() != 0 && length.toSeconds() < 60) {
      return sign + fraction(length);
    }
    StringBuilder text = new StringBuilder();
    long whole = length.toSeconds();
    long rest = whole;
    for (int i = 0; i < UNITS.length; i++) {
      long count = rest / SECONDS[i];
      rest %= SECONDS[i];
      if (count > 0 && whole <= LEFT_OUT_ABOVE[i]) {
        text.append(text.length() == 0 ? "" : between).append(count).append(UNITS[i]);
      }
    }
    return text.length() == 0 ? "0s" : sign + text;
  }

  private static String fraction(Duration length) {
    boolean belowOne = length.toSeconds() == 0;
    BigDecimal number = BigDecimal.valueOf(length.toNanos(), belowOne ? 6 : 9);
    return number.stripTrailingZeros().toPlainString() + (belowOne ? "ms" : "s");
  }

  /** The length in hours, cut to one decimal: 5,400 seconds are 1.5. */
  public static double hours(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
        .divide(BigDecimal.valueOf(3600), 1, RoundingMode.DOWN)
        .doubleValue();
  }
}
