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

/** Sends a command to the member of a group that holds a role. */
public final class SendToRole implements ReactionType {

  private static final Setting<String> ROLE =
      Setting.text("role").required().describe("The role.").example("mybot");
  private static final Setting<String> COMMAND =
      Setting.text("command")
          .required()
          .describe("The command, a template.")
          .example("restart {{ args }}");
  private static final Setting<Duration> TTL =
      Setting.duration("ttl", Duration.ofSeconds(1), Duration.ofDays(1))
          .byDefault("30s")
          .describe("How long it waits for somebody to hold the role.");

  @Override
  public String name() {
    return "SendToRole";
  }

  @Override
  public String summary() {
    return "Sends a command to the member of the group that holds a role, now or within `ttl`. Its"
        + " rules get a message of the key Group-(role) with `event: command`, `command` and `args`,"
        + " each command once, in order.";
  }

  @Override
  public Work work() {
    return Work.DELIVERY;
  }

  @Override
  public Settings settings() {
    return Settings.of(ROLE, COMMAND, TTL);
  }

  @Override
  public String example() {
    return """
        - name: restart it where it runs
          condition: command = restart
          plugin: SendToRole
          config:
            role: mybot
            command: restart {{ args }}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    SharedValues shared = services.values();
    String role = values.get(ROLE);
    if (role.isBlank()) {
      throw new IllegalArgumentException("'role' names no role");
    }
    Template command = Template.of(values.get(COMMAND), services.clock().getZone());
    Duration ttl = values.get(TTL);
    return new Reaction() {
      @Override
      public void react(Message message) {
        shared.send(role, command.fill(message), ttl);
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }
    };
  }
}
