// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import wubot.message.Message;

/** What is left of several parts of a condition when some fields are known. */
final class Remaining {

  private Remaining() {}

  /**
   * Leaves out the parts that are decided.
   *
   * @param deciding the value of one part that decides the whole: false for AND, true for OR
   */
  static Condition of(
      List<Condition> parts, boolean deciding, Predicate<String> known, Message message) {
    List<Condition> left = new ArrayList<>(parts.size());
    boolean changed = false;
    for (Condition part : parts) {
      Condition rest = part.given(known, message);
      if (rest instanceof Condition.Constant constant) {
        if (constant.value() == deciding) {
          return rest;
        }
        changed = true;
        continue;
      }
      changed |= rest != part;
      left.add(rest);
    }
    if (left.isEmpty()) {
      return Condition.Constant.of(!deciding);
    }
    if (left.size() == 1) {
      return left.get(0);
    }
    List<Condition> kept = changed ? List.copyOf(left) : parts;
    return deciding ? new Condition.AnyOf(kept) : new Condition.AllOf(kept);
  }
}
