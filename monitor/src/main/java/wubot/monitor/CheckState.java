// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import wubot.message.FieldValue;

/**
 * What a check remembers from run to run, kept durably after its messages are: plain values by
 * name.
 *
 * @param values as {@link FieldValue} allows them
 */
public record CheckState(Map<String, Object> values) {

  /** Copies the values. */
  public CheckState {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(name, FieldValue.of(value)));
    values = java.util.Collections.unmodifiableMap(copy);
  }

  /** Nothing remembered. */
  public static CheckState empty() {
    return new CheckState(Map.of());
  }

  /** A value. */
  public Optional<Object> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(v -> v != FieldValue.NONE);
  }

  /** A whole number, or the default. */
  public long number(String name, long byDefault) {
    return get(name)
        .flatMap(
            v -> {
              var number = FieldValue.number(v);
              return number.isPresent()
                  ? Optional.of((long) number.getAsDouble())
                  : Optional.empty();
            })
        .orElse(byDefault);
  }

  /** The same with one value changed. */
  public CheckState with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(name, value);
    return new CheckState(copy);
  }
}
