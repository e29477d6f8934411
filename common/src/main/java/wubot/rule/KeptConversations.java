// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import wubot.message.FieldValue;

/**
 * The conversations of a daemon that is in no group, in its durable state.
 *
 * @param state one for all rules
 */
record KeptConversations(StateSpace state) implements Conversations {

  /** A conversation that has ended is remembered for so long, and those that just stopped. */
  private static final long MEMORY = 60;

  private static String key(String flow, String session) {
    return flow + '\n' + session;
  }

  @Override
  public Ruling enter(String flow, String session, boolean start, Duration limit, long now) {
    String key = key(flow, session);
    Optional<Map<String, Object>> kept = state.get(key).filter(there -> goesOn(there, now));
    if (kept.isEmpty() && !start) {
      return new Ruling.None();
    }
    if (kept.isEmpty()) {
      forgetOld(now);
    }
    Map<String, Object> there = kept.orElse(Map.of());
    return new Ruling.Mine(
        new Kept(
            key, limit, now, FieldValue.text(there.getOrDefault("event", "")), context(there)));
  }

  private static boolean goesOn(Map<String, Object> there, long now) {
    return !there.containsKey("ended") && now < until(there);
  }

  private static long until(Map<String, Object> there) {
    return (long) FieldValue.number(there.getOrDefault("until", 0L)).orElse(0);
  }

  private static Map<String, String> context(Map<String, Object> there) {
    Map<String, String> context = new LinkedHashMap<>();
    if (there.get("context") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> context.put(name.toString(), FieldValue.text(value)));
    }
    return context;
  }

  @Override
  public boolean isUnderway(String session, long now) {
    return state.keys().stream()
        .filter(key -> key.endsWith('\n' + session))
        .flatMap(key -> state.get(key).stream())
        .anyMatch(there -> now < until(there));
  }

  private void forgetOld(long now) {
    for (String key : state.keys()) {
      if (state.get(key).filter(there -> until(there) + MEMORY < now).isPresent()) {
        state.remove(key);
      }
    }
  }

  private final class Kept implements Conversation {

    private final String key;
    private final Duration limit;
    private final long now;
    private final String event;
    private final Map<String, String> context;

    Kept(String key, Duration limit, long now, String event, Map<String, String> context) {
      this.key = key;
      this.limit = limit;
      this.now = now;
      this.event = event;
      this.context = context;
    }

    @Override
    public String event() {
      return event;
    }

    @Override
    public Map<String, String> context() {
      return context;
    }

    @Override
    public Step advance(String by, Map<String, String> next) {
      Map<String, Object> there = new HashMap<>();
      there.put("event", by);
      there.put("context", next);
      there.put("until", now + limit.toSeconds());
      state.put(key, there);
      return Step.ACCEPTED;
    }

    @Override
    public boolean end() {
      state.put(key, Map.of("ended", 1L, "until", now + MEMORY));
      return true;
    }
  }
}
