// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Lets a message pass when another one goes with it within a time. */
public final class Correlate extends GateType {

  private static final Setting<String> FIRST =
      Setting.text("first")
          .required()
          .describe("A condition on one message.")
          .example("key = Load-host AND load05 > 8");
  private static final Setting<String> SECOND =
      Setting.text("second")
          .required()
          .describe("A condition on the other one.")
          .example("key = WebFetch-shop AND status = CRITICAL");
  private static final Setting<Duration> WITHIN =
      Spans.setting("within").byDefault("5m").describe("How far apart they may be.");
  private static final Setting<Boolean> ORDERED =
      Setting.flag("ordered").byDefault("no").describe("Whether the first has to come first.");

  /** For the service loader. */
  public Correlate() {
    super(
        "Correlate",
        "Lets a message pass when it and another one come within a time: the later of the two, which"
            + " gets fields of the earlier one. All others are held back. Then it waits for both of"
            + " them anew.",
        GateKey.settings(
            Settings.of(FIRST, SECOND, WITHIN, ORDERED), "both are of the same `{{ hostname }}`"));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "correlated_key, correlated_subject: of the earlier message",
        "correlated_after: how many seconds lie between the two");
  }

  @Override
  public String example() {
    return """
        - name: the shop is down because the host is busy
          plugin: Correlate
          config:
            first: key starts with Load AND load05 > 8
            second: key = WebFetch-shop AND status = CRITICAL
            within: 10m
          rules:
            - name: say both
              plugin: Template
              config:
                template: '{{ subject }}, and {{ correlated_key }} is high'
                target_field: subject
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    return new Pair(
        GateKey.of(values, services, "{{ hostname }}"),
        services,
        Condition.parse(values.get(FIRST), zone),
        Condition.parse(values.get(SECOND), zone),
        values.get(WITHIN).toSeconds(),
        values.get(ORDERED));
  }

  /** The reaction itself. */
  private static final class Pair extends Gate {

    private final Condition first;
    private final Condition second;
    private final long within;
    private final boolean ordered;

    Pair(
        GateKey key,
        ReactionServices services,
        Condition first,
        Condition second,
        long within,
        boolean ordered) {
      super("Correlate", key, services);
      this.first = first;
      this.second = second;
      this.within = within;
      this.ordered = ordered;
    }

    @Override
    Verdict meet(Memory memory, Message message, long now) {
      boolean isFirst = first.test(message);
      boolean isSecond = second.test(message);
      if (isSecond && waits(memory, "first", now)) {
        return complete(memory, "first", message, now);
      }
      if (isFirst && !ordered && waits(memory, "second", now)) {
        return complete(memory, "second", message, now);
      }
      if (isFirst) {
        keep(memory, "first", message, now);
      } else if (isSecond && !ordered) {
        keep(memory, "second", message, now);
      } else if (memory.isNew()) {
        memory.forget();
      }
      return Verdict.HOLD;
    }

    private boolean waits(Memory memory, String which, long now) {
      return memory.has(which) && now - memory.moment(which, now) <= within;
    }

    private void keep(Memory memory, String which, Message message, long now) {
      memory.mark(which, now);
      memory.put(which + " key", message.text(Fields.KEY));
      String subject = message.text(Fields.SUBJECT);
      memory.put(which + " subject", subject.substring(0, Math.min(500, subject.length())));
      memory.wakeAt(now + within + 1);
    }

    private static Verdict complete(Memory memory, String other, Message message, long now) {
      message.put("correlated_key", memory.text(other + " key"));
      message.put("correlated_subject", memory.text(other + " subject"));
      message.put("correlated_after", now - memory.moment(other, now));
      memory.forget();
      return Verdict.PASS;
    }

    @Override
    void wake(Memory memory, long due) {
      memory.forget();
    }
  }
}
