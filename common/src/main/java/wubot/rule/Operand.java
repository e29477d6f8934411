// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.OptionalDouble;
import wubot.message.Message;

/** One side of a comparison: a number, perhaps with a unit, or a field. */
sealed interface Operand {

  /** The value; empty when the field is missing or is not of this kind. */
  OptionalDouble value(Message message, Unit unit);

  /** What the comparison measures, as far as this side says. */
  Unit unit();

  /**
   * A number as written.
   *
   * @param written as in the condition
   * @param number in seconds, bytes, percent or nothing
   * @param unit which of these
   */
  record Literal(String written, double number, Unit unit) implements Operand {

    @Override
    public OptionalDouble value(Message message, Unit other) {
      return OptionalDouble.of(number);
    }

    @Override
    public String toString() {
      return written;
    }
  }

  /**
   * A field.
   *
   * @param name of the field
   */
  record FieldOperand(String name) implements Operand {

    @Override
    public OptionalDouble value(Message message, Unit unit) {
      OptionalDouble plain = message.number(name);
      return plain.isPresent() || unit == Unit.NONE ? plain : unit.parse(message.text(name));
    }

    @Override
    public Unit unit() {
      return Unit.NONE;
    }

    @Override
    public String toString() {
      return Words.name(name);
    }
  }
}
