// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a daemon is asked.
 *
 * @param values by name, as JSON has them
 */
public record Question(Map<String, Object> values) {

  /** The name of what is to be done. */
  static final String DO = "do";

  /** Copies the values. */
  public Question {
    values = new LinkedHashMap<>(values);
  }

  /** A question without further values. */
  public static Question of(String what) {
    return new Question(Map.of(DO, what));
  }

  /** The same with one more value. */
  public Question with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Question(more);
  }

  /** What is to be done. */
  String what() {
    return text(DO);
  }

  /**
   * A text.
   *
   * @throws ControlException when there is none of that name
   */
  public String text(String name) {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw new ControlException("the question lacks the text '" + name + "'");
  }

  /** Whether something is so; not when nothing is said about it. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /**
   * A list of whole numbers.
   *
   * @throws ControlException when there is none of that name
   */
  public List<Long> numbers(String name) {
    if (!(values.get(name) instanceof List<?> list)) {
      throw new ControlException("the question lacks the list '" + name + "'");
    }
    List<Long> numbers = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof Long number)) {
        throw new ControlException("'" + name + "' holds something that is no number");
      }
      numbers.add(number);
    }
    return numbers;
  }
}
