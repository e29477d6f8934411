// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.Template;

/** Sums up a field over spans of time. */
public final class Window extends GateType {

  private static final Setting<String> FIELD =
      Setting.text("field")
          .describe("The field that is summed up; without it, messages are counted.")
          .example("load05");
  private static final Setting<Duration> EVERY =
      Spans.setting("every")
          .byDefault("5m")
          .describe("How long a window is. Windows of 5 minutes begin at 10:00, 10:05 and so on.");
  private static final Setting<List<String>> PERCENTILES =
      Setting.texts("percentiles")
          .byDefault("[50, 95, 99]")
          .describe("The percentiles to tell, each between 0 and 100.");
  private static final Setting<String> SUBJECT =
      Setting.text("subject")
          .describe("A subject for the message, a template with the fields below.")
          .example("'{{ key }}: on average {{ mean | round 1 }}'");

  /** For the service loader. */
  public Window() {
    super(
        "Window",
        "Sums up a field over spans of time: when a window ends, a message tells how many values"
            + " there were, their sum, mean, smallest, largest and percentiles. It goes to the rules"
            + " inside this one, or, where there are none, through all rules. The messages"
            + " themselves go on as they are, but not to the rules inside.",
        GateKey.settings(Settings.of(FIELD, EVERY, PERCENTILES, SUBJECT)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "key, hostname, item: of the messages summed up",
        "count: how many",
        "sum, mean, min, max: of the field",
        "p50, p95, p99: percentiles; exact up to 200 values, to 1 % with more",
        "window_start, window_end: from when to when",
        "subject: where the setting asks for one");
  }

  @Override
  public String example() {
    return """
        - name: load in five minutes
          condition: key starts with Load
          plugin: Window
          config:
            field: load01
            every: 5m
          rules:
            - name: busy
              condition: p95 > 8
              plugin: SetField
              config: {set: {status: WARNING, subject: busy for five minutes}}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    List<Double> percentiles = new ArrayList<>();
    for (String text : values.get(PERCENTILES)) {
      double percent = wubot.message.FieldValue.number(text).orElse(-1);
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("percentiles: '" + text + "' is not between 0 and 100");
      }
      percentiles.add(percent);
    }
    return new Sums(
        GateKey.of(values, services),
        services,
        values.find(FIELD),
        values.get(EVERY).toSeconds(),
        percentiles,
        values.find(SUBJECT).map(text -> Template.of(text, services.clock().getZone())));
  }

  /** The reaction itself. */
  private static final class Sums extends Gate {

    private final Optional<String> field;
    private final long every;
    private final List<Double> percentiles;
    private final Optional<Template> subject;

    Sums(
        GateKey key,
        ReactionServices services,
        Optional<String> field,
        long every,
        List<Double> percentiles,
        Optional<Template> subject) {
      super("Window", key, services);
      this.field = field;
      this.every = every;
      this.percentiles = percentiles;
      this.subject = subject;
    }

    @Override
    Verdict meet(Memory memory, Message message, long now) {
      OptionalDouble value = field.isEmpty() ? OptionalDouble.of(1) : message.number(field.get());
      if (memory.isNew()) {
        long start = Math.floorDiv(now, every) * every;
        memory.mark("start", start);
        memory.wakeAt(start + every);
      }
      if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
        add(memory, value.getAsDouble());
      }
      return Verdict.ASIDE;
    }

    private void add(Memory memory, double value) {
      memory.put("count", memory.number("count", 0) + 1);
      memory.put("sum", memory.decimal("sum", 0) + value);
      memory.put("min", Math.min(memory.decimal("min", value), value));
      memory.put("max", Math.max(memory.decimal("max", value), value));
      if (field.isPresent() && !percentiles.isEmpty()) {
        Spread spread = spread(memory);
        spread.add(value);
        memory.put("exact", spread.exact());
        memory.put("classes", spread.classes());
      }
    }

    private static Spread spread(Memory memory) {
      return new Spread(memory.list("exact"), memory.map("classes"));
    }

    @Override
    void wake(Memory memory, long due) {
      close(memory, due);
    }

    @Override
    void evict(Memory memory, long now) {
      close(memory, now);
    }

    private void close(Memory memory, long end) {
      long count = memory.number("count", 0);
      if (count > 0) {
        Message message =
            memory
                .whose()
                .with("window_start", memory.moment("start", end))
                .with("window_end", end)
                .with("count", count);
        if (field.isPresent()) {
          double sum = memory.decimal("sum", 0);
          message.put("sum", Numbers.tidy(sum));
          message.put("mean", Numbers.tidy(sum / count));
          message.put("min", Numbers.tidy(memory.decimal("min", 0)));
          message.put("max", Numbers.tidy(memory.decimal("max", 0)));
          Spread spread = spread(memory);
          for (double percent : percentiles) {
            message.put("p" + Numbers.tidy(percent), Numbers.tidy(spread.percentile(percent)));
          }
        }
        subject.ifPresent(template -> message.put(Fields.SUBJECT, template.fill(message)));
        say(message, end);
      }
      memory.forget();
    }
  }
}
