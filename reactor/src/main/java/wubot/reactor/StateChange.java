// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One change of a reaction's state.
 *
 * @param space the name of the state space
 * @param key what the state is about
 * @param value the new state; empty when it was forgotten
 */
record StateChange(String space, String key, Optional<Map<String, Object>> value) {

  StateChange {
    Objects.requireNonNull(space, "space");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
