// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import wubot.message.FieldValue;

/** Values of a reactor without a group, in its own state. */
final class OwnValues implements SharedValues {

  private static final String VALUE = "value";
  private static final String UNTIL = "until";

  private final StateSpace space;
  private final Clock clock;

  OwnValues(StateSpace space, Clock clock) {
    this.space = space;
    this.clock = clock;
  }

  private static String name(String cache, String key) {
    return cache.length() + ":" + cache + key;
  }

  @Override
  public Optional<String> get(String cache, String key) {
    Optional<Map<String, Object>> entry = space.get(name(cache, key));
    return entry
        .filter(e -> FieldValue.number(e.getOrDefault(UNTIL, 0L)).orElse(0) > clock.millis())
        .map(e -> FieldValue.text(e.getOrDefault(VALUE, "")));
  }

  @Override
  public void put(String cache, String key, String value, Duration ttl) {
    space.put(name(cache, key), Map.of(VALUE, value, UNTIL, clock.millis() + ttl.toMillis()));
  }

  @Override
  public boolean replace(
      String cache, String key, Optional<String> expected, String value, Duration ttl) {
    boolean fits = get(cache, key).equals(expected);
    if (fits) {
      put(cache, key, value, ttl);
    }
    return fits;
  }

  @Override
  public void remove(String cache, String key) {
    space.remove(name(cache, key));
  }

  @Override
  public void send(String role, String command, Duration ttl) {
    throw ReactionFailure.lasting(
        "there is no role '" + role + "' to send to: this reactor is in no group");
  }
}
