// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Optional;

/** Between which numbers the value of a field has to lie. */
final class Bounds {

  private double low = Double.NEGATIVE_INFINITY;
  private boolean lowIncluded = true;
  private double high = Double.POSITIVE_INFINITY;
  private boolean highIncluded = true;

  private Bounds() {}

  /** Whether no number is within all bounds that are asked for of one field. */
  static boolean contradict(List<Logic.Literal> asked) {
    Bounds bounds = new Bounds();
    Optional<Unit> unit =
        asked.stream()
            .filter(Logic.Literal::holds)
            .flatMap(l -> Threshold.of(l.question()).stream())
            .map(Threshold::unit)
            .findFirst();
    if (unit.isEmpty()) {
      return false; // the value may be no number at all
    }
    for (Logic.Literal literal : asked) {
      Threshold.of(literal.question())
          .filter(side -> side.unit() == unit.get())
          .ifPresent(
              side ->
                  bounds.add(
                      literal.holds() ? side.operator() : not(side.operator()), side.number()));
    }
    return bounds.low > bounds.high
        || (bounds.low == bounds.high && !(bounds.lowIncluded && bounds.highIncluded));
  }

  private static Compare.Operator not(Compare.Operator operator) {
    return switch (operator) {
      case LESS -> Compare.Operator.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> Compare.Operator.GREATER;
      case GREATER -> Compare.Operator.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> Compare.Operator.LESS;
    };
  }

  private void add(Compare.Operator operator, double number) {
    boolean included =
        operator == Compare.Operator.LESS_OR_EQUAL || operator == Compare.Operator.GREATER_OR_EQUAL;
    boolean upper = operator == Compare.Operator.LESS || operator == Compare.Operator.LESS_OR_EQUAL;
    if (upper && (number < high || (number == high && !included))) {
      high = number;
      highIncluded = included;
    } else if (!upper && (number > low || (number == low && !included))) {
      low = number;
      lowIncluded = included;
    }
  }
}
