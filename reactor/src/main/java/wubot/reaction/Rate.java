// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Tells how many messages of a key came in the last minutes. */
public final class Rate extends GateType {

  private static final int SLOTS = 30;

  private static final Setting<Duration> OVER =
      Spans.setting("over").byDefault("5m").describe("The time that is looked back on.");
  private static final Setting<Duration> PER =
      Spans.setting("per").byDefault("1m").describe("The time that the rate is told for.");
  private static final Setting<String> FIELD =
      Setting.text("field")
          .describe("Add up this field instead of counting messages.")
          .example("bytes");
  private static final Setting<String> TARGET =
      Setting.text("target_field").byDefault("rate").describe("The field for the rate.");

  /** For the service loader. */
  public Rate() {
    super(
        "Rate",
        "Tells with each message how many of its key came in the last minutes, this one included, or"
            + " how much a field came to. All messages pass.",
        GateKey.settings(Settings.of(OVER, PER, FIELD, TARGET)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "target_field: how many a minute, or as `per` says; exact to a thirtieth of `over`",
        "rate_count: how many messages there were in that time",
        "rate_mean: with `field`, its mean in that time");
  }

  @Override
  public String example() {
    return """
        - name: how many errors a minute
          condition: key starts with FileTail
          plugin: Rate
          config:
            over: 10m
          rules:
            - name: too many
              condition: rate > 20
              plugin: SetField
              config: {set: {status: WARNING, subject: more than 20 errors a minute}}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    long over = values.get(OVER).toSeconds();
    double per = (double) values.get(PER).toSeconds() / over;
    long width = Math.max(1, (over + SLOTS - 1) / SLOTS);
    Optional<String> field = values.find(FIELD);
    String target = values.get(TARGET);
    return new Gate(name(), GateKey.of(values, services), services) {
      @Override
      Verdict meet(Memory memory, Message message, long now) {
        double amount = field.isEmpty() ? 1 : message.number(field.get()).orElse(0);
        List<Long> slots = memory.moments("slots");
        List<Object> amounts = memory.list("amounts");
        List<Object> counts = memory.list("counts");
        while (counts.size() < amounts.size()) {
          counts.add(1.0); // kept by a version that did not count
        }
        while (!slots.isEmpty() && slots.get(0) + over <= now) {
          slots.remove(0);
          amounts.remove(0);
          counts.remove(0);
        }
        int last = slots.size() - 1;
        if (last >= 0 && now < slots.get(last) + width) {
          amounts.set(last, number(amounts.get(last)) + amount);
          counts.set(last, number(counts.get(last)) + 1);
        } else {
          slots.add(now);
          amounts.add(amount);
          counts.add(1.0);
        }
        memory.moments("slots", slots);
        memory.put("amounts", amounts);
        memory.put("counts", counts);
        memory.wakeAt(now + over);
        double sum = amounts.stream().mapToDouble(Rate::number).sum();
        double count = counts.stream().mapToDouble(Rate::number).sum();
        message.put(target, Numbers.tidy(sum * per));
        message.put("rate_count", (long) count);
        if (field.isPresent()) {
          message.put("rate_mean", Numbers.tidy(sum / count));
        }
        return Verdict.PASS;
      }

      @Override
      void wake(Memory memory, long due) {
        memory.forget();
      }
    };
  }

  private static double number(Object value) {
    return FieldValue.number(value).orElse(0);
  }
}
