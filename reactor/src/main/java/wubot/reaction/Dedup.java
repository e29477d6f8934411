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

/** Holds back messages that say the same again. */
public final class Dedup extends GateType {

  private static final String SAME = "{{ hostname }}/{{ key }}:{{ item }} {{ subject }}";

  private static final Setting<Duration> FOR =
      Spans.setting("for").byDefault("1h").describe("How long the same is not said again.");
  private static final Setting<Boolean> RENEW =
      Setting.flag("renew")
          .byDefault("no")
          .describe(
              "Whether that time begins anew with each repeat, so that what is repeated without end"
                  + " passes once.");

  /** For the service loader. */
  public Dedup() {
    super(
        "Dedup",
        "Holds back messages that say the same again within a time: those with the same key, which"
            + " here includes the subject. The next one that passes says how many were held back.",
        GateKey.settings(Settings.of(FOR, RENEW), "`" + SAME + "`"));
  }

  @Override
  public List<String> fields() {
    return List.of("repeated: how many were held back since the last one passed, when there were");
  }

  @Override
  public String example() {
    return """
        - name: say nothing twice in a day
          condition: subject is true
          plugin: Dedup
          config:
            for: 1d
            key: '{{ hostname }} {{ subject }}'
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    long length = values.get(FOR).toSeconds();
    boolean renew = values.get(RENEW);
    return new Gate(name(), GateKey.of(values, services, SAME), services) {
      @Override
      Verdict meet(Memory memory, Message message, long now) {
        long held = memory.number("held", 0);
        boolean again = now < memory.moment("until", now);
        if (!again || renew) {
          memory.mark("until", now + length);
        }
        if (!again && held > 0) {
          message.put("repeated", held);
        }
        memory.put("held", again ? held + 1 : 0);
        memory.wakeAt(Spans.longAfter(now, length)); // to tell how many were held back
        return again ? Verdict.HOLD : Verdict.PASS;
      }

      @Override
      void wake(Memory memory, long due) {
        memory.forget();
      }
    };
  }
}
