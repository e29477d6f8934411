// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.OptionalDouble;
import java.util.Set;
import wubot.message.Message;

/**
 * Compares two numbers; false when a side is missing or no number.
 *
 * @param left left side
 * @param operator how
 * @param right right side
 */
record Compare(Operand left, Operator operator, Operand right) implements Condition.Atom {

  /** The ways to compare. */
  enum Operator {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }
  }

  @Override
  public boolean test(Message message) {
    Unit unit = left.unit() == Unit.NONE ? right.unit() : left.unit();
    OptionalDouble a = left.value(message, unit);
    if (a.isEmpty()) {
      return false;
    }
    OptionalDouble b = right.value(message, unit);
    if (b.isEmpty()) {
      return false;
    }
    double x = a.getAsDouble();
    double y = b.getAsDouble();
    return switch (operator) {
      case LESS -> x < y;
      case LESS_OR_EQUAL -> x <= y;
      case GREATER -> x > y;
      case GREATER_OR_EQUAL -> x >= y;
    };
  }

  @Override
  public void collectFields(Set<String> names) {
    if (left instanceof Operand.FieldOperand field) {
      names.add(field.name());
    }
    if (right instanceof Operand.FieldOperand field) {
      names.add(field.name());
    }
  }

  @Override
  public String toString() {
    return left + " " + operator.symbol + " " + right;
  }
}
