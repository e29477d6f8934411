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

  /** Labels end somewhere: a program that prints a megabyte without a sign takes no longer. */
  private static final Pattern ITEM =
      Pattern.compile("(?:'((?:[^']|''){0,255}+)'|([^\\s'=][^\\s=]{0,255}+))=(\\S*+)");

  private static final Pattern VALUE =
      Pattern.compile("([-+]?(?:\\d+(?:[.,]\\d*)?|[.,]\\d+)(?:[eE][-+]?\\d+)?)(.*)");

  /** All values in a text; what is not of the form is passed over. */
  static List<PerfData> parse(String text) {
    List<PerfData> found = new ArrayList<>();
    Matcher item = ITEM.matcher(text);
    int at = 0;
    while (found.size() < MOST && item.find(at)) {
      String label = item.group(1) == null ? item.group(2) : item.group(1).replace("''", "'");
      found.add(of(label, item.group(3)));
      at = item.end();
    }
    return found;
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
