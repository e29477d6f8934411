// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Optional;

/**
 * A comparison of a field with a number, seen from the field.
 *
 * @param field on the left
 * @param operator how the field has to compare
 * @param number with which number, in the unit
 * @param unit what is measured
 */
record Threshold(Operand.FieldOperand field, Compare.Operator operator, double number, Unit unit) {

  /** What a single question asks; empty when it is another kind of question. */
  static Optional<Threshold> of(Condition question) {
    if (!(question instanceof Compare compare)) {
      return Optional.empty();
    }
    if (compare.left() instanceof Operand.FieldOperand field
        && compare.right() instanceof Operand.Literal literal) {
      return Optional.of(
          new Threshold(field, compare.operator(), literal.number(), literal.unit()));
    }
    if (compare.left() instanceof Operand.Literal literal
        && compare.right() instanceof Operand.FieldOperand field) {
      return Optional.of(
          new Threshold(field, turned(compare.operator()), literal.number(), literal.unit()));
    }
    return Optional.empty();
  }

  /** One that has to hold for a condition to hold, whatever else that asks. */
  static Optional<Threshold> neededBy(Condition condition) {
    return condition instanceof Condition.AllOf all
        ? all.parts().stream().flatMap(part -> neededBy(part).stream()).findFirst()
        : of(condition).filter(threshold -> !Double.isNaN(threshold.number()));
  }

  /** Whether values above the number hold, and none below. */
  boolean isLower() {
    return operator == Compare.Operator.GREATER || operator == Compare.Operator.GREATER_OR_EQUAL;
  }

  private static Compare.Operator turned(Compare.Operator operator) {
    return switch (operator) {
      case LESS -> Compare.Operator.GREATER;
      case LESS_OR_EQUAL -> Compare.Operator.GREATER_OR_EQUAL;
      case GREATER -> Compare.Operator.LESS;
      case GREATER_OR_EQUAL -> Compare.Operator.LESS_OR_EQUAL;
    };
  }
}
