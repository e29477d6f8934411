// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;

/** The ways to read a condition in which AND and OR are mixed. */
final class Readings {

  private Readings() {}

  /**
   * The condition with parentheses for one reading.
   *
   * @param parts what is joined, one more than connectors
   * @param connectors AND or OR, each
   * @param first the connector that binds tighter in this reading
   */
  static String of(List<String> parts, List<String> connectors, String first) {
    List<String> outer = new ArrayList<>();
    List<String> run = new ArrayList<>(List.of(parts.get(0)));
    String other = first.equals("AND") ? " OR " : " AND ";
    for (int i = 0; i < connectors.size(); i++) {
      if (!connectors.get(i).equals(first)) {
        outer.add(joined(run, first));
        run.clear();
      }
      run.add(parts.get(i + 1));
    }
    outer.add(joined(run, first));
    return String.join(other, outer);
  }

  private static String joined(List<String> run, String connector) {
    String text = String.join(" " + connector + " ", run);
    return run.size() > 1 ? "( " + text + " )" : text;
  }
}
