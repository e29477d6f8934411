// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wubot.rule.Outlet;
import wubot.rule.ReactionServices;
import wubot.rule.StateSpace;

/** Services for rules that are only judged, never run: they keep nothing. */
record NoServices(String host, Path home) implements ReactionServices {

  private static final StateSpace NOTHING =
      new StateSpace() {
        @Override
        public Optional<Map<String, Object>> get(String key) {
          return Optional.empty();
        }

        @Override
        public void put(String key, Map<String, ?> state) {}

        @Override
        public void remove(String key) {}

        @Override
        public Set<String> keys() {
          return Set.of();
        }
      };

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public StateSpace state(String name) {
    return NOTHING;
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return message -> {};
  }
}
