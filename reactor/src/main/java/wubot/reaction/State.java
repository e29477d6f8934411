// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Remembers a field of each key and speaks up when it changes, or when it stops coming. */
public final class State implements ReactionType {

  private static final Setting<String> FIELD =
      Setting.text("field").required().describe("The field to watch.").example("percent");
  private static final Setting<Double> CHANGE =
      Setting.number("change", 0, Double.MAX_VALUE)
          .byDefault("0")
          .describe("Report when the value is more than this away from the last reported one.");
  private static final Setting<Double> INCREASE =
      Setting.number("increase", 0, Double.MAX_VALUE)
          .describe("Report when the value is this much or more above the lowest since.");
  private static final Setting<Double> DECREASE =
      Setting.number("decrease", 0, Double.MAX_VALUE)
          .describe("Report when the value is this much or more below the highest since.");
  private static final Setting<Duration> NOTIFY_INTERVAL =
      Setting.duration("notify_interval")
          .describe(
              "Say so when no message of a key came for this long, and again as often, for a month;"
                  + " by the time of the messages, as gates do.")
          .example("30m");
  private static final Setting<String> MAILBOX =
      Setting.text("mailbox").describe("The field `mailbox` of the messages that say so.");

  @Override
  public String name() {
    return "State";
  }

  @Override
  public String summary() {
    return "Remembers the last reported value of a field for each key, and gives the message a"
        + " subject when it has changed by enough. A slow drift adds up until it is reported. Says"
        + " so, where wanted, when a key falls silent.";
  }

  @Override
  public Work work() {
    return Work.STATE;
  }

  @Override
  public Settings settings() {
    return Settings.of(FIELD, CHANGE, INCREASE, DECREASE, NOTIFY_INTERVAL, MAILBOX);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "state_init: 1 on the first message of a key",
        "state_change: the difference to the last reported value, when there is one",
        "state_changed: 1 when the change is reported",
        "subject: what changed, when it is reported");
  }

  @Override
  public String example() {
    return """
        - name: disk fills up
          condition: key matches ^DiskSpace
          plugin: State
          config:
            field: percent
            increase: 5
            notify_interval: 1h
        """;
  }

  @Override
  public boolean keepsTime() {
    return true;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return new StateWatch(
        values.get(FIELD),
        new StateWatch.Step(values.get(CHANGE), values.find(INCREASE), values.find(DECREASE)),
        values.find(NOTIFY_INTERVAL),
        values.find(MAILBOX),
        services);
  }
}
