// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Lets messages pass once something has been the same for a while. */
public final class StableFor extends GateType {

  private static final Setting<Duration> FOR =
      Spans.setting("for").byDefault("5m").describe("How long it has to be so.");
  private static final Setting<String> WHEN =
      Setting.text("when")
          .describe("A condition that has to hold for that long.")
          .example("load05 > 8");
  private static final Setting<String> FIELD =
      Setting.text("field")
          .describe("Or a field whose value has to stay the same; `status` when both are missing.");

  private static final String TRUE = "true";
  private static final long KEEP = Duration.ofDays(7).toSeconds();

  /** For the service loader. */
  public StableFor() {
    super(
        "StableFor",
        "Lets messages pass once a condition has held, or a field has been the same, for a while."
            + " When that while is over and no further message has come, the last one is said again"
            + " by itself: to the rules inside this one, or, where there are none, through all"
            + " rules. When a condition that was spoken of holds no more, that one message passes"
            + " too.",
        GateKey.settings(Settings.of(FOR, WHEN, FIELD)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "stable_since: since when it has been so, on the messages that pass",
        "stable_for: how long that is, in words",
        "stable: 1; 0 on the message with which the condition holds no more");
  }

  @Override
  public String example() {
    return """
        - name: load
          condition: key starts with Load
          plugin: StableFor
          config:
            when: load05 > 8
            for: 5m
          rules:
            - name: say so
              condition: stable = 1
              plugin: SetField
              config: {set: {status: WARNING, subject: busy for five minutes}}
            - name: it is over
              condition: stable = 0
              plugin: SetField
              config: {set: {status: OK, subject: no more so busy}}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    if (values.find(WHEN).isPresent() && values.find(FIELD).isPresent()) {
      throw new IllegalArgumentException("either 'when' or 'field' says what has to be stable");
    }
    return new Patient(
        GateKey.of(values, services),
        services,
        values.get(FOR).toSeconds(),
        values.find(WHEN).map(text -> Condition.parse(text, services.clock().getZone())),
        values.find(FIELD).orElse(Fields.STATUS));
  }

  /** The reaction itself. */
  private static final class Patient extends Gate {

    private final long length;
    private final Optional<Condition> when;
    private final String field;

    Patient(
        GateKey key,
        ReactionServices services,
        long length,
        Optional<Condition> when,
        String field) {
      super("StableFor", key, services);
      this.length = length;
      this.when = when;
      this.field = field;
    }

    @Override
    Verdict meet(Memory memory, Message message, long now) {
      String value =
          when.isPresent() ? (when.get().test(message) ? TRUE : "") : message.text(field);
      if (when.isPresent() && value.isEmpty()) {
        boolean spokenOf = memory.has("stable");
        if (spokenOf) {
          mark(memory, message, now, 0);
        }
        memory.forget();
        return spokenOf ? Verdict.PASS : Verdict.HOLD;
      }
      if (memory.isNew() || !value.equals(memory.text("value"))) {
        memory.put("value", value);
        memory.mark("since", now);
        memory.remove("stable");
      }
      long since = memory.moment("since", now);
      if (memory.has("stable") || now >= since + length) {
        return pass(memory, message, now);
      }
      Kept.put(memory, "last", message);
      memory.wakeAt(since + length);
      return Verdict.HOLD;
    }

    private static Verdict pass(Memory memory, Message message, long now) {
      memory.put("stable", 1);
      memory.remove("last");
      memory.wakeAt(now + KEEP);
      mark(memory, message, now, 1);
      return Verdict.PASS;
    }

    @Override
    void wake(Memory memory, long due) {
      if (memory.has("stable")) {
        memory.forget();
        return;
      }
      Message last = Kept.in(memory, "last");
      pass(memory, last, due);
      say(last, due);
    }

    private static void mark(Memory memory, Message message, long now, int stable) {
      long since = memory.moment("since", now);
      message.put("stable", stable);
      message.put("stable_since", since);
      message.put("stable_for", Spans.print(now - since));
    }
  }
}
