// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Understands the commands that come with wubot; Reply says what it answers. */
public final class HelpDesk implements ReactionType {

  private static final Setting<Path> SILENCES =
      Setting.path("silences")
          .byDefault("state/silences.yaml")
          .describe(
              "The file for silences; a rule with Silence and the same file holds back what they"
                  + " match.");
  private static final Setting<List<String>> ALSO =
      Setting.texts("also")
          .describe(
              "What other rules understand, each as 'command: what it does': shown by help, and"
                  + " never taken for a mistake.")
          .example("'deploy: puts a version on a host'");
  private static final Setting<Boolean> UNKNOWN =
      Setting.flag("unknown")
          .byDefault("yes")
          .describe(
              "Whether to answer what nobody understands, in a chat with wubot alone; in rooms it is"
                  + " passed over.");

  @Override
  public String name() {
    return "HelpDesk";
  }

  @Override
  public String summary() {
    return "Understands what people say to wubot: help, status, silence, silences, unsilence, ack and"
        + " show instance id. Puts the answer into a field, for Reply to say. In a group every member"
        + " does what is asked, and one of them says so.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(SILENCES, ALSO, UNKNOWN);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "answer: what is to be said", "not_understood: true, where the answer says that");
  }

  @Override
  public String example() {
    return """
        - name: commands
          condition: command exists
          plugin: HelpDesk
        - name: answers
          condition: answer exists
          plugin: Reply
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Map<String, String> also = new LinkedHashMap<>();
    for (String text : values.find(ALSO).orElse(List.of())) {
      String[] parts = text.split(":", 2);
      if (parts.length < 2 || parts[0].isBlank() || parts[0].strip().matches(".*\\s.*")) {
        throw new IllegalArgumentException("also: '" + text + "' is not 'command: what it does'");
      }
      also.put(parts[0].strip(), parts[1].strip());
    }
    return new HelpTalk(
        services, new SilenceBook(values.path(SILENCES)), also, values.get(UNKNOWN));
  }

  /** The fields that it sets. */
  static final Set<String> WRITES = Set.of("answer", Reply.NOT_UNDERSTOOD);
}
