// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Lengths of time as people write them: {@code 5s}, {@code 1h30m}, {@code 2d}, or plain seconds.
 */
public final class Durations {

  private Durations() {}

  /**
   * Reads a length of time: any number of parts, each a number and a unit, bare numbers are
   * seconds.
   *
   * @return empty when the text is none
   */
  public static Optional<Duration> parse(String text) {
    String rest = text.strip();
    if (rest.startsWith("+")) {
      rest = rest.substring(1).strip();
    }
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    double seconds = 0;
    while (!rest.isEmpty()) {
      int at = 0;
      while (at < rest.length() && "0123456789.-".indexOf(rest.charAt(at)) >= 0) {
        at++;
      }
      double amount;
      try {
        amount = Double.parseDouble(rest.substring(0, at));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
      double unit = at == rest.length() ? 1 : unitSeconds(rest.charAt(at));
      if (unit == 0) {
        return Optional.empty();
      }
      seconds += amount * unit;
      rest = at == rest.length() ? "" : rest.substring(at + 1).strip();
    }
    return Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  private static double unitSeconds(char unit) {
    return switch (unit) {
      case 's', 'S' -> 1;
      case 'm' -> 60;
      case 'h', 'H' -> 3600;
      case 'd', 'D' -> 86_400;
      case 'w', 'W' -> 604_800;
      case 'M' -> 2_592_000;
      case 'y', 'Y' -> 31_536_000;
      default -> 0;
    };
  }
}
