// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Lets a message pass when it is the last of so many within a time. */
public final class CountWithin extends GateType {

  private static final Setting<Long> COUNT =
      Setting.integer("count", 2, 1000).byDefault("5").describe("How many messages it takes.");
  private static final Setting<Duration> WITHIN =
      Spans.setting("within").byDefault("10m").describe("In which time they have to come.");

  /** For the service loader. */
  public CountWithin() {
    super(
        "CountWithin",
        "Lets a message pass when it is the fifth of its key within ten minutes, or as the settings"
            + " say, and then begins to count anew.",
        GateKey.settings(Settings.of(COUNT, WITHIN)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "counted: how many there were, on the message that passes",
        "counted_since: when the first of them was made");
  }

  @Override
  public String example() {
    return """
        - name: somebody is trying passwords
          condition: key = FileTail-auth AND subject matches "Failed password"
          plugin: CountWithin
          config:
            count: 10
            within: 2m
          rules:
            - name: say so
              plugin: SetField
              config: {set: {status: WARNING, mailbox: security}}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    long count = values.get(COUNT);
    long within = values.get(WITHIN).toSeconds();
    return new Gate(name(), GateKey.of(values, services), services) {
      @Override
      Verdict meet(Memory memory, Message message, long now) {
        List<Long> came = memory.moments("came");
        came.removeIf(moment -> moment + within <= now);
        came.add(now);
        if (came.size() < count) {
          memory.moments("came", came);
          memory.wakeAt(now + within);
          return Verdict.HOLD;
        }
        message.put("counted", count);
        message.put("counted_since", came.get(0));
        memory.forget();
        return Verdict.PASS;
      }

      @Override
      void wake(Memory memory, long due) {
        memory.forget();
      }
    };
  }
}
