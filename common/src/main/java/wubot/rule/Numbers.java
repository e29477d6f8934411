// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers in a condition, with or without a unit. */
final class Numbers {

  private Numbers() {}

  /** Reads as far as a number or a name may go. */
  static String take(ConditionText text) {
    int start = text.at();
    if (text.peek() == '+' || text.peek() == '-') {
      text.back(start + 1);
    }
    text.takeName();
    String word = text.between(start, text.at());
    boolean exponent = word.matches("[+-]?[0-9.]+[eE]");
    if (exponent && (text.peek() == '+' || text.peek() == '-')) {
      text.back(text.at() + 1);
      text.takeName();
    }
    text.take("%");
    return text.between(start, text.at());
  }

  /** The number this text is; empty when it is none. */
  static Optional<Operand> read(String token) {
    OptionalDouble plain = Unit.NONE.parse(token);
    if (plain.isPresent()) {
      return Optional.of(new Operand.Literal(token, plain.getAsDouble(), Unit.NONE));
    }
    boolean digit =
        !token.isEmpty()
            && "+-.0123456789".indexOf(token.charAt(0)) >= 0
            && token.chars().anyMatch(c -> c >= '0' && c <= '9');
    for (Unit unit : new Unit[] {Unit.PERCENT, Unit.DURATION, Unit.SIZE}) {
      OptionalDouble number = digit ? unit.parse(token) : OptionalDouble.empty();
      if (number.isPresent()) {
        return Optional.of(new Operand.Literal(token, number.getAsDouble(), unit));
      }
    }
    return Optional.empty();
  }
}
