// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import wubot.group.GroupCache;
import wubot.group.Mailbox;
import wubot.group.StoreAway;
import wubot.rule.ReactionFailure;
import wubot.rule.SharedValues;

/** Values and commands of a group, for its rules. */
record GroupValues(GroupCache cache, Mailbox mailbox) implements SharedValues {

  @Override
  public Optional<String> get(String name, String key) {
    return ask(() -> cache.get(name, key).map(GroupCache.Value::value));
  }

  @Override
  public void put(String name, String key, String value, Duration ttl) {
    long unused = ask(() -> cache.put(name, key, value, ttl));
  }

  @Override
  public boolean replace(
      String name, String key, Optional<String> expected, String value, Duration ttl) {
    return ask(
        () -> {
          Optional<GroupCache.Value> now = cache.get(name, key);
          return now.map(GroupCache.Value::value).equals(expected)
              && cache
                  .replace(name, key, now.map(GroupCache.Value::version).orElse(0L), value, ttl)
                  .isPresent();
        });
  }

  @Override
  public void remove(String name, String key) {
    boolean unused =
        ask(
            () -> {
              cache.remove(name, key);
              return true;
            });
  }

  @Override
  public void send(String role, String command, Duration ttl) {
    var unused = ask(() -> mailbox.send(role, command, ttl));
  }

  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (StoreAway e) {
      throw ReactionFailure.passing("the group's store does not answer: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) { // no store holds it
      throw ReactionFailure.lasting(e.getMessage());
    }
  }
}
