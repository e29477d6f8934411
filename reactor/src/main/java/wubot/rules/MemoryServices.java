// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
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
    return states.computeIfAbsent(name, n -> new InMemory(new LinkedHashMap<>()));
  }

  @Override
  public EventTime time() {
    return new ClockTime(clock);
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return outlets.apply(queueDirectory);
  }

  private record InMemory(Map<String, Map<String, Object>> states) implements StateSpace {

    @Override
    public Optional<Map<String, Object>> get(String key) {
      return Optional.ofNullable(states.get(key));
    }

    @Override
    public void put(String key, Map<String, ?> state) {
      states.put(key, Message.of(state).asMap());
    }

    @Override
    public void remove(String key) {
      states.remove(key);
    }

    @Override
    public Set<String> keys() {
      return Set.copyOf(states.keySet());
    }
  }
}
