// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Durable state of a reaction: small maps by key. It is written together with the place in the
 * queue up to which messages are handled, so that a crash repeats messages on the state they found.
 */
public interface StateSpace {

  /** The state under this key; plain values as in a message's fields. */
  Optional<Map<String, Object>> get(String key);

  /** Replaces the state under this key. */
  void put(String key, Map<String, ?> state);

  /** Forgets the state under this key. */
  void remove(String key);

  /** All keys, in no order; a copy. */
  Set<String> keys();
}
