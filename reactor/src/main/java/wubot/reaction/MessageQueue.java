// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Outlet;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Puts a copy of the message, as it is now, on another queue. */
public final class MessageQueue implements ReactionType {

  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .required()
          .describe("The queue: a directory, made when it is missing.")
          .example("forward");

  @Override
  public String name() {
    return "MessageQueue";
  }

  @Override
  public String summary() {
    return "Puts a copy of the message, as it is now, on another queue, from which a relay forwards"
        + " it or another reactor takes it. The copy is on disk before the message counts as done,"
        + " and a message that is repeated after a crash is not put there twice.";
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
    return Settings.of(DIRECTORY);
  }

  @Override
  public String example() {
    return """
        - name: forward
          condition: noforward is false
          plugin: MessageQueue
          config:
            directory: forward
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Outlet outlet = services.outlet(values.path(DIRECTORY));
    return new Reaction() {
      @Override
      public void react(Message message) {
        outlet.put(travelling(message));
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }
    };
  }

  /** A copy without what concerns this walk through this tree alone. */
  private static Message travelling(Message message) {
    Message copy = message.copy();
    copy.remove(Fields.LAST_RULE);
    copy.remove(Fields.RULE_LOG);
    return copy;
  }
}
