// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Leads a conversation: asks one thing after the other. */
public final class Flow implements ReactionType {

  /** Whose a conversation is. */
  enum Per {
    /** One for each person. */
    USER,
    /** One for a room, in which everybody may answer. */
    ROOM
  }

  private static final Setting<String> NAME =
      Setting.text("name").required().describe("What it is called.").example("deploy");
  private static final Setting<List<String>> START =
      Setting.texts("start").required().describe("The command, or commands, that begin it.");
  private static final Setting<Per> WHOSE =
      Setting.choice("per", Per.class)
          .byDefault("user")
          .describe(
              "Whether each person has a conversation of their own, or a room has one in which"
                  + " everybody may answer.");
  private static final Setting<Duration> LIMIT =
      Setting.duration("limit", Duration.ofSeconds(1), Duration.ofDays(7))
          .byDefault("5m")
          .describe("It is over after so long without an answer.");
  private static final Setting<Node> STEPS =
      Setting.any("steps")
          .required()
          .describe(
              "The questions: a list of `ask`, a template; `as`, the field for the answer; `check`,"
                  + " a condition on the answers so far; `otherwise`, what is said when it does not"
                  + " hold.");
  private static final Setting<String> DONE =
      Setting.text("done").byDefault("").describe("What is said at the end, a template.");
  private static final Setting<String> CANCEL =
      Setting.text("cancel").byDefault("cancel").describe("The word that ends it early.");
  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .byDefault("queue/chat")
          .describe("The queue of what is to be said, as the chat names it.");

  /**
   * What one is told to do.
   *
   * @param start the commands that begin it, in small letters
   * @param done what is said at the end
   */
  record Script(
      String name,
      List<String> start,
      Per per,
      Duration limit,
      List<FlowStep> steps,
      wubot.rule.Template done,
      String cancel) {}

  @Override
  public String name() {
    return "Flow";
  }

  @Override
  public String summary() {
    return "Leads a conversation with a person or a room: asks one thing after the other, checks the"
        + " answers, and gives the rules inside its rule one message with all of them. Belongs"
        + " before the rules that answer commands: lines of a conversation carry the field `flow`.";
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
  public boolean gate() {
    return true;
  }

  @Override
  public Settings settings() {
    return Settings.of(NAME, START, WHOSE, LIMIT, STEPS, DONE, CANCEL, DIRECTORY);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "flow: its name, on each line of the conversation",
        "flow_done: true, on the message for the rules inside, and the answers under their names");
  }

  @Override
  public String example() {
    return """
        - name: deployments
          condition: from exists
          plugin: Flow
          config:
            name: deploy
            start: deploy
            steps:
              - ask: Which version?
                as: version
                check: version matches ^[0-9.]+$
                otherwise: A version has digits and dots only.
              - ask: Deploy {{ version }} to which host?
                as: target
            done: '{{ version }} goes to {{ target }}.'
          rules:
            - name: deploy it
              plugin: Command
              config:
                command: [deploy, '{{ version }}', '{{ target }}']
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    List<String> start =
        values.get(START).stream().map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
    if (start.isEmpty() || !start.stream().allMatch(word -> word.matches("\\S+"))) {
      throw new IllegalArgumentException(
          "'start' has to be a command, or a list of some; a command is one word, such as deploy");
    }
    Script script =
        new Script(
            values.get(NAME),
            start,
            values.get(WHOSE),
            values.get(LIMIT),
            FlowStep.of(values.get(STEPS).plain(), zone),
            GateKey.template(values.get(DONE), zone),
            values.get(CANCEL).strip());
    return new FlowTalk(script, services, services.outlet(values.path(DIRECTORY)));
  }
}
