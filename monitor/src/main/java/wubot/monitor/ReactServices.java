// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wubot.rule.Outlet;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;
import wubot.rule.StateSpace;

/**
 * What {@code react:} rules get of the monitor. Only reactions that change fields work here: state
 * and the outside are the reactor's business, where they are durable.
 */
record ReactServices(Clock clock, String host, Path home) implements ReactionServices {

  /** The installed reactions that {@code react:} rules may use. */
  static ReactionTypes types() {
    List<ReactionType> fields =
        ReactionTypes.installed().all().stream()
            .filter(type -> type.work() == ReactionType.Work.FIELDS)
            .toList();
    return ReactionTypes.of(fields);
  }

  @Override
  public StateSpace state(String name) {
    return new Forgotten(new ConcurrentHashMap<>());
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    throw new IllegalArgumentException(
        "react rules of a check put nothing on other queues; write this rule in reactor.yaml");
  }

  /** State until the next restart. */
  private record Forgotten(Map<String, Map<String, Object>> entries) implements StateSpace {

    @Override
    public Optional<Map<String, Object>> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(String key, Map<String, ?> state) {
      entries.put(key, Map.copyOf(state));
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
}
