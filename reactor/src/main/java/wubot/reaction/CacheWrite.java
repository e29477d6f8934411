// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.SharedValues;
import wubot.rule.Template;

/** Writes a value that all members of a group see. */
public final class CacheWrite implements ReactionType {

  private static final Setting<String> VALUE =
      Setting.text("value")
          .describe("The value, a template; removes what is there when missing.")
          .example("{{ from }}");
  private static final Setting<String> EXPECTED =
      Setting.text("if_value")
          .describe(
              "Writes only if this is there, a template; empty text to write only if nothing is.");
  private static final Setting<Duration> TTL =
      Setting.duration("ttl", Duration.ofSeconds(1), Duration.ofDays(365))
          .byDefault("1h")
          .describe("How long it stays.");

  @Override
  public String name() {
    return "CacheWrite";
  }

  @Override
  public String summary() {
    return "Puts a value with a time to live into the cache of the group, or of this reactor when it"
        + " is in none, for CacheRead; one member does it.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public boolean byOne() {
    return true;
  }

  @Override
  public Settings settings() {
    return Settings.of(CacheRead.CACHE, CacheRead.KEY, VALUE, EXPECTED, TTL);
  }

  @Override
  public String example() {
    return """
        - name: ann looks after it now
          condition: command = mine
          plugin: CacheWrite
          config:
            cache: owners
            key: "{{ args }}"
            value: "{{ from }}"
            ttl: 8h
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    SharedValues shared = services.values();
    String cache = values.get(CacheRead.CACHE);
    Template key = template(values.get(CacheRead.KEY), services);
    Optional<Template> value = values.find(VALUE).map(text -> template(text, services));
    Optional<Template> expected = values.find(EXPECTED).map(text -> template(text, services));
    Duration ttl = values.get(TTL);
    if (value.isEmpty() && expected.isPresent()) {
      throw new IllegalArgumentException("if_value: there is no value to write");
    }
    return new Reaction() {
      @Override
      public void react(Message message) {
        String name = key.fill(message);
        if (value.isEmpty()) {
          shared.remove(cache, name);
          return;
        }
        String text = value.get().fill(message);
        if (expected.isEmpty()) {
          shared.put(cache, name, text, ttl);
        } else {
          String there = expected.get().fill(message);
          shared.replace(
              cache, name, there.isEmpty() ? Optional.empty() : Optional.of(there), text, ttl);
        }
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }
    };
  }

  private static Template template(String text, ReactionServices services) {
    return Template.of(text, services.clock().getZone());
  }
}
