// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.Map;
import java.util.Optional;
import wubot.rule.ReactionServices;
import wubot.rule.StateSpace;

/**
 * Which problems somebody has taken care of: written by Acknowledge, read by Escalate.
 *
 * @param space one for all rules
 */
record Acknowledgements(StateSpace space) {

  static Acknowledgements of(ReactionServices services) {
    return new Acknowledgements(services.state("Acknowledge"));
  }

  /**
   * Until when a problem that began then is taken care of, empty when it is not at this moment.
   * Without an end it is the largest number.
   */
  Optional<Long> until(String key, long began, long moment) {
    return find(key, began)
        .map(memory -> memory.moment("until", Long.MAX_VALUE))
        .filter(until -> moment < until);
  }

  /** Who took care of a problem that began then; empty when nobody did. */
  String by(String key, long began) {
    return find(key, began).map(memory -> memory.text("by")).orElse("");
  }

  private Optional<Memory> find(String key, long began) {
    Map<String, Object> state = space.get(key).orElse(Map.of());
    Memory memory = new Memory(key, state);
    return memory.has("at") && memory.moment("at", 0) >= began
        ? Optional.of(memory)
        : Optional.empty();
  }
}
