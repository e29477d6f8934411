// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wubot.message.Message;

/**
 * State that passes with the process: for rules that are tried out, and for checks' own rules.
 *
 * @param entries where it lies, by key
 */
public record PassingState(Map<String, Map<String, Object>> entries) implements StateSpace {

  /** Nothing yet; for one thread at a time. */
  public PassingState() {
    this(new LinkedHashMap<>());
  }

  @Override
  public Optional<Map<String, Object>> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public void put(String key, Map<String, ?> state) {
    entries.put(key, Message.of(state).asMap());
  }

  @Override
  public void remove(String key) {
    entries.remove(key);
  }

  @Override
  public Set<String> keys() {
    return Set.copyOf(entries.keySet());
  }
}
