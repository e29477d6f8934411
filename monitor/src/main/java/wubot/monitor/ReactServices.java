// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import wubot.rule.Outlet;
import wubot.rule.PassingState;
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
    return new PassingState(new ConcurrentHashMap<>());
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    throw new IllegalArgumentException(
        "react rules of a check put nothing on other queues; write this rule in reactor.yaml");
  }
}
