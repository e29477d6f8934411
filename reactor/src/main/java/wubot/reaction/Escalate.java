// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import wubot.config.Durations;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Condition;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Raises a problem step by step until somebody acknowledges it or it is over. */
public final class Escalate extends GateType {

  private static final Setting<List<String>> STEPS =
      Setting.texts("steps")
          .byDefault("[15m, 1h, 4h]")
          .describe("After how long the problem is raised to level 1, 2 and so on.");
  private static final Setting<Duration> REPEAT =
      Setting.duration("repeat", Duration.ofMinutes(1), Duration.ofDays(366))
          .describe("Say it as often again after the last step; not at all when missing.");
  private static final Setting<String> OVER =
      Setting.text("over")
          .byDefault("status = OK")
          .describe("A condition: the message with which the problem is over.");
  private static final Setting<Duration> FORGET =
      Spans.setting("forget")
          .byDefault("30d")
          .describe("A problem whose messages have stopped for this long is forgotten.");

  /** For the service loader. */
  public Escalate() {
    super(
        "Escalate",
        "Raises a problem step by step. Its first message passes at level 0, its repeats are held"
            + " back. When it lasts, its last message is said again at level 1, 2 and so on, until"
            + " somebody acknowledges it (Acknowledge) or it is over. The message with which it is"
            + " over passes, too. What it says goes to the rules inside this one, or, where there"
            + " are none, through all rules.",
        GateKey.settings(Settings.of(STEPS, REPEAT, OVER, FORGET)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "escalation: the level, 0 for the first message",
        "escalation_key: what to acknowledge",
        "escalation_since: when the problem began",
        "escalation_for: how long it has lasted, in words",
        "escalation_over: 1 on the message with which it is over; `escalation` is the level that it"
            + " had come to",
        "escalation_acknowledged: on that message, who acknowledged it, when somebody did");
  }

  @Override
  public String example() {
    return """
        - name: until somebody cares
          condition: status in [CRITICAL, OK]
          plugin: Escalate
          config:
            steps: [15m, 1h]
            repeat: 4h
          rules:
            - name: first ann
              condition: escalation = 0
              plugin: SetField
              config: {set: {recipient: ann@example.org}}
            - name: then the boss
              condition: escalation > 0
              plugin: SetField
              config: {set: {recipient: boss@example.org}}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    List<Long> steps = new ArrayList<>();
    for (String text : values.get(STEPS)) {
      long seconds =
          Durations.parse(text)
              .orElseThrow(
                  () -> new IllegalArgumentException("steps: '" + text + "' is no length of time"))
              .toSeconds();
      if (seconds < 1 || (!steps.isEmpty() && seconds <= steps.get(steps.size() - 1))) {
        throw new IllegalArgumentException(
            "steps: '" + text + "' has to be longer than the one before it, and a second at least");
      }
      steps.add(seconds);
    }
    return new EscalateGate(
        services,
        GateKey.of(values, services),
        steps,
        values.find(REPEAT).map(Duration::toSeconds),
        Condition.parse(values.get(OVER), zone),
        values.get(FORGET).toSeconds());
  }
}
