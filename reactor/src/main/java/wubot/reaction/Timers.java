// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import wubot.rule.EventTime;

/** When a reaction is to be woken for which of its keys; an index of what it remembers. */
final class Timers {

  /** One of them. */
  record Timer(long due, String key) {}

  private static final Comparator<Timer> ORDER =
      Comparator.comparingLong(Timer::due).thenComparing(Timer::key);

  private record Set(String host, Timer timer) {}

  private final Map<String, TreeSet<Timer>> byHost = new TreeMap<>();
  private final Map<String, Set> byKey = new HashMap<>();

  /** Goes by what this memory says now. */
  void follow(Memory memory) {
    if (memory.due().isPresent()) {
      set(memory.key(), memory.host(), memory.due().getAsLong());
    } else {
      cancel(memory.key());
    }
  }

  /** The one of this key, by the time of this host, is due then. */
  void set(String key, String host, long due) {
    cancel(key);
    Timer timer = new Timer(due, key);
    byKey.put(key, new Set(host, timer));
    byHost.computeIfAbsent(host, h -> new TreeSet<>(ORDER)).add(timer);
  }

  /** There is none for this key. */
  void cancel(String key) {
    Set old = byKey.remove(key);
    if (old != null) {
      TreeSet<Timer> ofHost = byHost.get(old.host());
      ofHost.remove(old.timer());
      if (ofHost.isEmpty()) {
        byHost.remove(old.host());
      }
    }
  }

  /** The one whose turn is next, with when that is, when it has come. */
  Optional<Ripe> ripe(EventTime time) {
    Ripe first = null;
    for (Map.Entry<String, TreeSet<Timer>> host : byHost.entrySet()) {
      Timer timer = host.getValue().first();
      if (timer.due() > time.latest()) {
        continue;
      }
      long when = time.ripeness(host.getKey(), timer.due());
      if (when <= time.latest() && (first == null || when < first.when())) {
        first = new Ripe(timer, when);
      }
    }
    return Optional.ofNullable(first);
  }

  /**
   * A timer whose turn has come.
   *
   * @param when its {@link EventTime#ripeness}
   */
  record Ripe(Timer timer, long when) {}
}
