// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wubot.message.FieldValue;

/**
 * How values are spread, in bounded room: the first {@value #EXACT} are kept as they are; with more
 * of them they are counted in classes that are 1 % wide.
 */
final class Spread {

  private static final int EXACT = 200;
  private static final double WIDTH = Math.log(1.01);
  private static final double SMALLEST = 1e-9;

  private final List<Double> exact = new ArrayList<>();
  private final TreeMap<Integer, Long> classes = new TreeMap<>();

  /** From what {@link #exact} and {@link #classes} gave. */
  Spread(List<Object> state, Map<String, Object> counts) {
    state.forEach(value -> exact.add(FieldValue.number(value).orElse(0)));
    counts.forEach(
        (name, count) ->
            classes.put(Integer.valueOf(name), (long) FieldValue.number(count).orElse(0)));
  }

  void add(double value) {
    if (classes.isEmpty() && exact.size() < EXACT) {
      exact.add(value);
      return;
    }
    exact.forEach(earlier -> classes.merge(classOf(earlier), 1L, Long::sum));
    exact.clear();
    classes.merge(classOf(value), 1L, Long::sum);
  }

  /** Classes of positive values are positive, those of negative ones negative. */
  private static int classOf(double value) {
    double size = Math.abs(value) / SMALLEST;
    if (!(size > 1)) {
      return 0;
    }
    int number = 1 + (int) (Math.log(size) / WIDTH);
    return value < 0 ? -number : number;
  }

  private static double middle(int number) {
    if (number == 0) {
      return 0;
    }
    double middle = SMALLEST * Math.exp((Math.abs(number) - 0.5) * WIDTH);
    return number < 0 ? -middle : middle;
  }

  /** The smallest value that so many percent of all are not above; of none at all 0. */
  double percentile(double percent) {
    if (classes.isEmpty()) {
      List<Double> sorted = exact.stream().sorted().toList();
      return sorted.isEmpty() ? 0 : sorted.get((int) rank(percent, sorted.size()) - 1);
    }
    long count = classes.values().stream().mapToLong(Long::longValue).sum();
    long left = rank(percent, count);
    for (Map.Entry<Integer, Long> entry : classes.entrySet()) {
      left -= entry.getValue();
      if (left <= 0) {
        return middle(entry.getKey());
      }
    }
    return middle(classes.lastKey());
  }

  private static long rank(double percent, long count) {
    return Math.max(1, (long) Math.ceil(percent / 100 * count));
  }

  List<Object> exact() {
    return new ArrayList<>(exact);
  }

  Map<String, Object> classes() {
    Map<String, Object> counts = new TreeMap<>();
    classes.forEach((number, count) -> counts.put(Integer.toString(number), count));
    return counts;
  }
}
