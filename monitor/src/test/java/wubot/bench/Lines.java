// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

/** The messages that peers carry: lines of 300 bytes, each told from the others by its number. */
final class Lines {

  static final int BYTES = 300;

  private Lines() {}

  /** The line of a number, without its end; looks like what a check says. */
  static String line(int number) {
    String text =
        number
            + " {\"key\":\"Command-load"
            + number % 17
            + "\",\"plugin\":\"Command\",\"hostname\":\"joe\",\"lastupdate\":"
            + (1_700_000_000 + number)
            + ",\"subject\":\"load is "
            + (number * 7919L % 1000) / 100.0
            + "\",\"status\":\"WARNING\",\"load1\":"
            + (number * 31L % 977) / 100.0
            + ",\"checksum\":\""
            + Long.toHexString(number * 0x9E3779B97F4A7C15L)
            + "\",\"text\":\"";
    String end = "\"}";
    return text + "-".repeat(BYTES - text.length() - end.length()) + end;
  }

  /** The number of a line that arrived, or -1 when it is not whole. */
  static int number(String line) {
    int blank = line.indexOf(' ');
    if (blank < 1 || blank > 9 || !line.substring(0, blank).chars().allMatch(Character::isDigit)) {
      return -1;
    }
    int number = Integer.parseInt(line.substring(0, blank));
    return line.equals(line(number)) ? number : -1;
  }
}
