// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * One value of a Nagios plugin's performance data, such as {@code load1=0.420;5;10;0;}.
 *
 * @param label its name
 * @param value the number; empty where the plugin could not tell
 * @param unit its unit, empty for none
 * @param limits warn, crit, min and max as written, as many as there are; warn and crit may be
 *     ranges
 */
record PerfData(String label, OptionalDouble value, String unit, List<String> limits) {

  private static final List<String> LIMITS = List.of("warn", "crit", "min", "max");
  private static final int MOST = 200;

  private static final int LONGEST_LABEL = 256;

  private static final Pattern VALUE =
      Pattern.compile("([-+]?(?:\\d+(?:[.,]\\d*)?|[.,]\\d+)(?:[eE][-+]?\\d+)?)(.*)");

  /**
   * All values in a text; what is not of the form is passed over. Each character is looked at once
   * or twice: programs print what they like, a megabyte without a sign as well.
   */
  static List<PerfData> parse(String text) {
    List<PerfData> found = new ArrayList<>();
    int at = 0;
    while (found.size() < MOST && at < text.length()) {
      int start = at;
      int quoted = text.charAt(at) == '\'' ? quotedEnd(text, at) : -1;
      int sign = quoted > 0 ? quoted : wordEnd(text, at);
      if (sign == text.length() || text.charAt(sign) != '=') {
        at = sign + 1;
        continue;
      }
      String label =
          quoted > 0
              ? text.substring(start + 1, sign - 1).replace("''", "'")
              : plainLabel(text, start, sign);
      at = sign + 1;
      if (quoted > 0 || !label.isEmpty()) {
        int end = spaceAfter(text, at);
        found.add(of(label, text.substring(at, end)));
        at = end;
      }
    }
    return found;
  }

  /** Where the sign stands behind a label in quotes, or -1 if there is none such. */
  private static int quotedEnd(String text, int quote) {
    int most = Math.min(text.length() - 1, quote + 2 * LONGEST_LABEL);
    for (int i = quote + 1; i < most; i++) {
      if (text.charAt(i) == '\'') {
        if (text.charAt(i + 1) == '=') {
          return i + 1;
        }
        if (text.charAt(i + 1) != '\'') {
          return -1;
        }
        i++;
      }
    }
    return -1;
  }

  /** The first white space or sign from here on, or the end. */
  private static int wordEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int spaceAfter(String text, int from) {
    int at = from;
    while (at < text.length() && !isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static String plainLabel(String text, int from, int to) {
    int start = Math.max(from, to - LONGEST_LABEL);
    while (start < to && text.charAt(start) == '\'') {
      start++;
    }
    return text.substring(start, to);
  }

  private static PerfData of(String label, String text) {
    String[] parts = text.split(";", -1);
    Matcher value = VALUE.matcher(parts[0]);
    boolean known = value.matches();
    OptionalDouble number =
        known ? FieldValue.number(value.group(1).replace(',', '.')) : OptionalDouble.empty();
    List<String> limits = new ArrayList<>();
    for (int i = 1; i < parts.length && i <= LIMITS.size(); i++) {
      limits.add(parts[i]);
    }
    return new PerfData(label, number, known ? value.group(2) : "", List.copyOf(limits));
  }

  /** Sets the fields {@code perf.<label>}, {@code perf.<label>.unit}, {@code .warn} and so on. */
  void addTo(Message message) {
    String name = "perf." + label.strip();
    value.ifPresent(number -> message.put(name, plain(number)));
    if (!unit.isEmpty()) {
      message.put(name + ".unit", unit);
    }
    for (int i = 0; i < limits.size(); i++) {
      String limit = limits.get(i);
      if (!limit.isEmpty()) {
        OptionalDouble number = FieldValue.number(limit);
        message.put(
            name + "." + LIMITS.get(i), number.isPresent() ? plain(number.getAsDouble()) : limit);
      }
    }
  }

  private static Object plain(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
    return whole ? (Object) (long) number : (Object) number;
  }
}
