// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Notices what changes to and fro, and holds it back until it has come to rest. */
public final class Flap extends GateType {

  private static final Setting<String> FIELD =
      Setting.text("field").byDefault("status").describe("The field that changes.");
  private static final Setting<Long> CHANGES =
      Setting.integer("changes", 2, 100).byDefault("5").describe("So many changes are flapping");
  private static final Setting<Duration> WITHIN =
      Spans.setting("within").byDefault("30m").describe("when they happen in this time.");
  private static final Setting<Duration> CALM =
      Spans.setting("calm")
          .describe("It is over when there was no change for this long; as `within` when missing.");

  private static final long KEEP = Duration.ofDays(7).toSeconds();

  /** For the service loader. */
  public Flap() {
    super(
        "Flap",
        "Notices keys whose status, or another field, changes to and fro. It says so once, holds"
            + " their messages back, and says once more when they have come to rest, and at what."
            + " What it says goes to the rules inside this one, or, where there are none, through"
            + " all rules. Other messages pass.",
        GateKey.settings(Settings.of(FIELD, CHANGES, WITHIN, CALM)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "flapping: of what it says, 1 when flapping begins, 0 when it is over",
        "flapping_changes: how many changes there were",
        "subject, status: that it flaps, WARNING; or what it has come to rest at");
  }

  @Override
  public String example() {
    return """
        - name: neither here nor there
          condition: status exists
          plugin: Flap
          config:
            changes: 4
            within: 20m
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return new Watch(
        GateKey.of(values, services),
        services,
        values.get(FIELD),
        values.get(CHANGES),
        values.get(WITHIN).toSeconds(),
        values.find(CALM).orElse(values.get(WITHIN)).toSeconds());
  }

  /** The reaction itself. */
  private static final class Watch extends Gate {

    private final String field;
    private final long most;
    private final long within;
    private final long calm;

    Watch(GateKey key, ReactionServices services, String field, long most, long within, long calm) {
      super("Flap", key, services);
      this.field = field;
      this.most = most;
      this.within = within;
      this.calm = calm;
    }

    @Override
    Verdict meet(Memory memory, Message message, long now) {
      String value = message.text(field);
      boolean changed = !memory.isNew() && !value.equals(memory.text("value"));
      memory.put("value", value);
      Kept.put(memory, "last", message);
      List<Long> changes = memory.moments("changes");
      changes.removeIf(moment -> moment + within <= now);
      if (changed) {
        changes.add(now);
        memory.put("total", memory.number("total", 0) + 1);
      }
      boolean flaps = memory.has("began");
      if (!flaps && changes.size() >= most) {
        begin(memory, changes, now);
        flaps = true;
      } else if (!flaps) {
        memory.put("total", changes.size());
        memory.wakeAt(now + KEEP);
      }
      if (flaps && changed) {
        memory.wakeAt(now + calm);
      }
      memory.moments(
          "changes", changes.subList(Math.max(0, changes.size() - (int) most), changes.size()));
      return flaps ? Verdict.HOLD : Verdict.PASS;
    }

    private void begin(Memory memory, List<Long> changes, long now) {
      memory.mark("began", changes.get(0));
      Message word = memory.whose().with("flapping", 1).with("flapping_changes", changes.size());
      String text =
          "%s is flapping: %s changed %d times in %s"
              .formatted(
                  word.text(Fields.KEY), field, changes.size(), Spans.print(now - changes.get(0)));
      say(word.with(Fields.STATUS, "WARNING").with(Fields.SUBJECT, text), now);
    }

    @Override
    void wake(Memory memory, long due) {
      if (!memory.has("began")) {
        memory.forget();
        return;
      }
      Message word = Kept.in(memory, "last");
      String text =
          "%s is calm after %s: %s is %s"
              .formatted(
                  word.text(Fields.KEY),
                  Spans.print(due - memory.moment("began", due)),
                  field,
                  memory.text("value"));
      word.put("flapping", 0);
      word.put("flapping_changes", memory.number("total", 0));
      say(word.with(Fields.SUBJECT, text), due);
      memory.remove("began");
      memory.remove("changes");
      memory.remove("total");
      memory.wakeAt(due + KEEP);
    }
  }
}
