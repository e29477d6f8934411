// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import wubot.config.Durations;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.StateKey;
import wubot.rule.StateSpace;

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
          .describe("Say so when no message of a key came for this long, and again as often.")
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
  public Reaction create(Values values, ReactionServices services) {
    return new Watch(
        values.get(FIELD),
        values.get(CHANGE),
        values.find(INCREASE),
        values.find(DECREASE),
        values.find(NOTIFY_INTERVAL),
        values.find(MAILBOX),
        services.clock(),
        services.state("State"));
  }

  /** The reaction itself. */
  record Watch(
      String field,
      double change,
      Optional<Double> increase,
      Optional<Double> decrease,
      Optional<Duration> notifyInterval,
      Optional<String> mailbox,
      Clock clock,
      StateSpace state)
      implements Reaction {

    /** The fields by which a thing is known, for the word that it has gone silent. */
    private static final List<String> WHOSE = List.of(Fields.KEY, Fields.HOSTNAME, Fields.ITEM);

    @Override
    public void react(Message message) {
      String place = StateKey.of(message) + "\n" + field;
      Object value = message.value(field).orElse(0L);
      long made =
          (long)
              message.number(Fields.LASTUPDATE).orElse((double) clock.instant().getEpochSecond());
      Optional<Map<String, Object>> before = state.get(place);
      Map<String, Object> after = new HashMap<>(before.orElse(Map.of()));
      if (before.isEmpty()) {
        message.put("state_init", 1);
        after.put("value", value);
        after.put("since", made);
      } else {
        compare(message, after, value, made);
      }
      for (String name : WHOSE) {
        message.value(name).ifPresent(text -> after.put(name, text));
      }
      after.put("field", field);
      after.put("lastupdate", made);
      notifyInterval.ifPresent(interval -> after.put("interval", interval.toSeconds()));
      mailbox.ifPresent(name -> after.put("mailbox", name));
      state.put(place, after);
    }

    private void compare(Message message, Map<String, Object> after, Object value, long made) {
      Object last = after.get("value");
      OptionalDouble was = FieldValue.number(last);
      OptionalDouble is = FieldValue.number(value);
      String word = "";
      if (was.isEmpty() || is.isEmpty()) {
        word = FieldValue.text(last).equals(FieldValue.text(value)) ? "" : "changed";
      } else {
        double difference = is.getAsDouble() - was.getAsDouble();
        if (difference != 0) {
          message.put("state_change", whole(difference));
          word = word(difference);
          if (word.isEmpty() && movesReference(difference)) {
            after.put("value", value);
          }
        }
      }
      if (!word.isEmpty()) {
        report(message, word, last, value, made - number(after.get("since")));
        after.put("value", value);
        after.put("since", made);
      }
    }

    private String word(double difference) {
      if (increase.isPresent() || decrease.isPresent()) {
        if (increase.isPresent() && difference > 0 && difference >= increase.get()) {
          return "increased";
        }
        return decrease.isPresent() && difference < 0 && -difference >= decrease.get()
            ? "decreased"
            : "";
      }
      return Math.abs(difference) > change ? "changed" : "";
    }

    /** Watching for a rise only, a fall is the new ground to rise from; and the other way round. */
    private boolean movesReference(double difference) {
      return (increase.isPresent() && decrease.isEmpty() && difference < 0)
          || (decrease.isPresent() && increase.isEmpty() && difference > 0);
    }

    private void report(Message message, String word, Object last, Object value, long age) {
      message.put("state_changed", 1);
      message.put(
          Fields.SUBJECT,
          message.text(Fields.KEY)
              + ": "
              + field
              + " "
              + word
              + ": "
              + FieldValue.text(last)
              + " => "
              + FieldValue.text(value)
              + (age > 0 ? " (" + Durations.print(Duration.ofSeconds(age)) + ")" : ""));
    }

    @Override
    public List<Message> tick(Instant now) {
      List<Message> silent = new ArrayList<>();
      for (String place : new TreeSet<>(state.keys())) {
        Map<String, Object> entry = state.get(place).orElse(Map.of());
        if (!field.equals(entry.get("field")) || !entry.containsKey("interval")) {
          continue;
        }
        long interval = number(entry.get("interval"));
        long silence = now.getEpochSecond() - number(entry.get("lastupdate"));
        long sinceNotice = now.getEpochSecond() - number(entry.get("noticed"));
        if (silence >= interval && sinceNotice >= interval) {
          silent.add(silent(entry, silence, now));
          Map<String, Object> after = new HashMap<>(entry);
          after.put("noticed", now.getEpochSecond());
          state.put(place, after);
        }
      }
      return silent;
    }

    private Message silent(Map<String, Object> entry, long silence, Instant now) {
      String length = Durations.print(Duration.ofSeconds(silence));
      Message message = Message.empty();
      for (String name : WHOSE) {
        if (entry.containsKey(name)) {
          message.put(name, entry.get(name));
        }
      }
      return message
          .with(
              Fields.SUBJECT,
              "cache data for " + entry.get("key") + ":" + field + " not updated in " + length)
          .with(Fields.STATUS, "CRITICAL")
          .with(Fields.LASTUPDATE, now.getEpochSecond())
          .with("mailbox", entry.get("mailbox"));
    }

    private static Object whole(double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? (Object) (long) number
          : number;
    }

    private static long number(Object value) {
      return value == null ? 0 : (long) FieldValue.number(value).orElse(0);
    }
  }
}
