// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
import wubot.rule.PassingState;
import wubot.rule.ReactionServices;
import wubot.rule.StateSpace;

/**
 * What reactions get where nothing is kept: their state is in memory.
 *
 * @param outlets where what is put on queues goes
 */
record MemoryServices(
    Clock clock,
    String host,
    Path home,
    Function<Path, Outlet> outlets,
    Map<String, StateSpace> states)
    implements ReactionServices {

  /** Services without queues: what is put on them is gone. */
  static MemoryServices of(Clock clock, String host, Path home) {
    return of(clock, host, home, queue -> message -> {});
  }

  static MemoryServices of(Clock clock, String host, Path home, Function<Path, Outlet> outlets) {
    return new MemoryServices(clock, host, home, outlets, new LinkedHashMap<>());
  }

  @Override
  public StateSpace state(String name) {
    return states.computeIfAbsent(name, n -> new PassingState());
  }

  @Override
  public EventTime time() {
    return new ClockTime(clock);
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return outlets.apply(queueDirectory);
  }
}
