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

/** Lets no more than so many messages of a key pass in a time. */
public final class Throttle extends GateType {

  private static final Setting<Long> TIMES =
      Setting.integer("times", 1, 1000).byDefault("1").describe("How many messages pass.");
  private static final Setting<Duration> EVERY =
      Spans.setting("every").byDefault("1h").describe("In how long.");

  /** For the service loader. */
  public Throttle() {
    super(
        "Throttle",
        "Lets no more than so many messages of a key pass in a time, and holds the others back. The"
            + " next one that passes says how many were held back.",
        GateKey.settings(Settings.of(TIMES, EVERY)));
  }

  @Override
  public List<String> fields() {
    return List.of("throttled: how many were held back since the last one passed, when there were");
  }

  @Override
  public String example() {
    return """
        - name: at most one mail an hour about each thing
          condition: status = CRITICAL
          plugin: Throttle
          config:
            every: 1h
          rules:
            - name: mail
              plugin: Email
              config:
                host: mail.example.org
                from: wubot@example.org
                to: ann@example.org
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    long times = values.get(TIMES);
    long every = values.get(EVERY).toSeconds();
    return new Gate(name(), GateKey.of(values, services), services) {
      @Override
      Verdict meet(Memory memory, Message message, long now) {
        List<Long> passed = memory.moments("passed");
        passed.removeIf(moment -> moment + every <= now);
        long held = memory.number("held", 0);
        boolean passes = passed.size() < times;
        if (passes) {
          passed.add(now);
          if (held > 0) {
            message.put("throttled", held);
          }
        }
        memory.moments("passed", passed);
        memory.put("held", passes ? 0 : held + 1);
        memory.wakeAt(Spans.longAfter(now, every)); // to tell how many were held back
        return passes ? Verdict.PASS : Verdict.HOLD;
      }

      @Override
      void wake(Memory memory, long due) {
        memory.forget();
      }
    };
  }
}
