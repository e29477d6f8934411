// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import wubot.rule.ReactionServices;
import wubot.rule.StateSpace;

/**
 * Which problems somebody has taken care of: written by Acknowledge, read by Escalate.
 *
 * @param space one for all rules
 */
record Acknowledgements(StateSpace space) {

  /** They are remembered for so long, in seconds. */
  static final long KEEP = Duration.ofDays(90).toSeconds();

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

  /**
   * Notes that somebody takes care of a problem from now on.
   *
   * @param seconds for how long; until it is over when empty
   */
  void note(String key, String by, long now, OptionalLong seconds) {
    Memory memory = new Memory(key, space.get(key).orElse(Map.of()));
    memory.meet(Math.max(now, memory.now()), "", Map.of());
    memory.mark("at", now);
    memory.remove("until");
    seconds.ifPresent(length -> memory.mark("until", now + length));
    memory.put("by", by);
    memory.wakeAt(now + seconds.orElse(0) + KEEP);
    space.put(key, memory.state());
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
