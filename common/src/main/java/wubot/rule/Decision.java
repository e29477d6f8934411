// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.message.Message;

/**
 * Why a condition held for a message or did not.
 *
 * @param held whether it did
 * @param parts the questions that decided it, in order; those that made no difference are left out
 */
public record Decision(boolean held, List<Part> parts) {

  /**
   * One question and its answer.
   *
   * @param question in the words of a condition
   * @param held the answer
   * @param values the fields it looked at with their texts; a missing field is left out
   */
  public record Part(String question, boolean held, Map<String, String> values) {}

  /** Decides a condition. */
  public static Decision of(Condition condition, Message message) {
    List<Part> parts = new ArrayList<>();
    boolean held = condition.test(message);
    collect(condition, message, held, parts);
    return new Decision(held, parts);
  }

  private static void collect(
      Condition condition, Message message, boolean held, List<Part> parts) {
    if (condition instanceof Condition.Negation negation) {
      collect(negation.other(), message, !held, parts);
    } else if (condition instanceof Condition.AllOf all) {
      several(all.parts(), message, held, !held, parts);
    } else if (condition instanceof Condition.AnyOf any) {
      several(any.parts(), message, held, held, parts);
    } else {
      Map<String, String> values = new LinkedHashMap<>();
      for (String field : condition.fields()) {
        if (message.has(field)) {
          values.put(field, message.text(field));
        }
      }
      parts.add(new Part(condition.toString(), held, values));
    }
  }

  /** All parts when each had to agree; the first one that decided when one was enough. */
  private static void several(
      List<Condition> of, Message message, boolean held, boolean oneDecides, List<Part> parts) {
    for (Condition part : of) {
      if (!oneDecides) {
        collect(part, message, held, parts);
      } else if (holds(part, message, !held) == held) {
        collect(part, message, held, parts);
        return;
      }
    }
  }

  private static boolean holds(Condition part, Message message, boolean otherwise) {
    try {
      return part.test(message);
    } catch (RegexException e) {
      return otherwise;
    }
  }
}
