// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckState;

/** Reads structures out of a check's state; what is damaged or missing reads as empty. */
final class Stored {

  private Stored() {}

  /** A map, a copy that may be changed. */
  static Map<String, Object> map(CheckState state, String name) {
    return state.get(name).map(Stored::map).orElseGet(LinkedHashMap::new);
  }

  /** A value that should be a map, as a copy that may be changed. */
  static Map<String, Object> map(Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> copy.put(String.valueOf(key), item));
    }
    return copy;
  }

  /** A list. */
  static List<Object> list(CheckState state, String name) {
    return state.get(name).orElse(List.of()) instanceof List<?> list
        ? List.copyOf(list)
        : List.of();
  }

  /** Text; empty when missing. */
  static String text(CheckState state, String name) {
    return state.get(name).map(String::valueOf).orElse("");
  }

  /** The result with the state to keep, where that is another than before the run. */
  static CheckResult keep(CheckResult result, CheckState after, CheckState before) {
    return after.equals(before) ? result : result.keeping(after);
  }
}
