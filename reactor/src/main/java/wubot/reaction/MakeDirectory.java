// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Makes a directory that the message names, below one that the rule names. */
public final class MakeDirectory implements ReactionType {

  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .required()
          .describe("Where directories are made: never outside of it, whatever the message says.")
          .example("archive");
  private static final Setting<String> FIELD =
      Setting.text("field")
          .required()
          .describe("The field that holds the name, which may be one of several levels.")
          .example("path");

  @Override
  public String name() {
    return "MakeDirectory";
  }

  @Override
  public String summary() {
    return "Makes a directory that the message names, with those around it, below one that the rule"
        + " names. One that is there already is left as it is.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(DIRECTORY, FIELD);
  }

  @Override
  public String example() {
    return """
        - name: a directory for each show
          condition: show is true
          plugin: MakeDirectory
          config:
            directory: shows
            field: show
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Cage cage = new Cage(values.path(DIRECTORY), true);
    String field = values.get(FIELD);
    return new Reaction() {
      @Override
      public void react(Message message) {
        if (message.isTrue(field)) {
          cage.makeDirectory(message.text(field));
        }
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }
    };
  }
}
