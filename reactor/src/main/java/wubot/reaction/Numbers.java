// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people read them. */
final class Numbers {

  private static final MathContext DIGITS = new MathContext(10);

  private Numbers() {}

  /** With ten digits that count: whole where it can be. */
  static Object tidy(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return number;
    }
    double rounded = BigDecimal.valueOf(number).round(DIGITS).doubleValue();
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
        ? (Object) (long) rounded
        : (Object) rounded;
  }
}
