// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.List;
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

/** Reads a value that all members of a group see into a field. */
public final class CacheRead implements ReactionType {

  static final Setting<String> CACHE =
      Setting.text("cache")
          .byDefault("rules")
          .describe("Which cache: keys of different caches have nothing to do with each other.");
  static final Setting<String> KEY =
      Setting.text("key")
          .required()
          .describe("The key, a template.")
          .example("owner of {{ hostname }}");
  private static final Setting<String> FIELD =
      Setting.text("into").required().describe("The field to set.").example("owner");

  @Override
  public String name() {
    return "CacheRead";
  }

  @Override
  public String summary() {
    return "Sets a field to a value that CacheWrite has put into the cache of the group, or of this"
        + " reactor when it is in none; removes the field when there is no such value, or its time is"
        + " over.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(CACHE, KEY, FIELD);
  }

  @Override
  public List<String> fields() {
    return List.of("(into): the value");
  }

  @Override
  public String example() {
    return """
        - name: who looks after the host
          plugin: CacheRead
          config:
            cache: owners
            key: "{{ hostname }}"
            into: owner
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    SharedValues shared = services.values();
    String cache = values.get(CACHE);
    Template key = Template.of(values.get(KEY), services.clock().getZone());
    String field = values.get(FIELD);
    return new Reaction() {
      @Override
      public void react(Message message) {
        Optional<String> value = shared.get(cache, key.fill(message));
        value.ifPresentOrElse(text -> message.put(field, text), () -> message.remove(field));
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of(field));
      }
    };
  }
}
