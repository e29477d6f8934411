// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * A field that must have one of some texts for a condition to hold, whatever else it asks.
 *
 * @param field the field
 * @param texts the texts
 */
record Guard(String field, List<String> texts) {

  /** Whether a message has one of the texts. */
  boolean admits(Message message) {
    Object value = message.valueOr(field, "");
    return value instanceof List<?> list
        ? list.stream().anyMatch(item -> texts.contains(FieldValue.text(item)))
        : texts.contains(FieldValue.text(value));
  }

  /** All guards of a condition. */
  static List<Guard> of(Condition condition) {
    if (condition instanceof Atoms.Equals equals) {
      return List.of(new Guard(equals.field(), List.of(equals.value())));
    }
    if (condition instanceof Atoms.OneOf oneOf) {
      return ofAny(oneOf.choices());
    }
    if (condition instanceof Condition.AnyOf any) {
      return ofAny(any.parts());
    }
    List<Guard> guards = new ArrayList<>();
    if (condition instanceof Condition.AllOf all) {
      all.parts().forEach(part -> guards.addAll(of(part)));
    }
    return guards;
  }

  /** A guard of several choices: when each asks for a text of the same field. */
  private static List<Guard> ofAny(List<? extends Condition> choices) {
    List<String> texts = new ArrayList<>();
    String field = null;
    for (Condition choice : choices) {
      List<Guard> guards = of(choice);
      if (guards.size() != 1 || (field != null && !field.equals(guards.get(0).field()))) {
        return List.of();
      }
      field = guards.get(0).field();
      texts.addAll(guards.get(0).texts());
    }
    return field == null ? List.of() : List.of(new Guard(field, texts));
  }
}
