// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Prints the message, or one field of it, as YAML. */
public final class Dumper implements ReactionType {

  private static final Setting<String> FIELD =
      Setting.text("field").describe("Print this field alone.").example("subject");

  @Override
  public String name() {
    return "Dumper";
  }

  @Override
  public String summary() {
    return "Prints the message, or one field of it, as YAML on standard output.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(FIELD);
  }

  @Override
  public String example() {
    return """
        - name: show what comes from joe
          condition: hostname equals joe
          plugin: Dumper
        """;
  }

  @Override
  @SuppressWarnings("SystemOut") // printing is what it is for
  public Reaction create(Values values, ReactionServices services) {
    Optional<String> field = values.find(FIELD);
    return message -> {
      if (field.isEmpty()) {
        System.out.print(YamlText.of(message.asMap()));
      } else if (message.has(field.get())) {
        System.out.print(YamlText.of(message.asMap().get(field.get())));
      }
    };
  }
}
