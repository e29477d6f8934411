// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import wubot.config.Durations;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.StateKey;
import wubot.rule.StateSpace;

/**
 * What State does with a field: reports changes, and says that a key has gone silent when the time
 * of its messages' host has come to that. All rules with State share what is known of a key.
 */
final class StateWatch implements Reaction {

  /** The fields by which a thing is known, for the word that it has gone silent. */
  private static final List<String> WHOSE = List.of(Fields.KEY, Fields.HOSTNAME, Fields.ITEM);

  private static final String VALUE = "value";
  private static final String SINCE = "since"; // when the value was reported
  private static final String MADE = "lastupdate"; // when the last message was made
  private static final String NOTICED = "noticed"; // when it was last said that it is silent
  private static final String INTERVAL = "interval";
  private static final List<String> MOMENTS = List.of(SINCE, MADE, NOTICED);

  /** Of a key that has been silent for longer people are not reminded any more. */
  private static final long REMEMBERED = Duration.ofDays(30).toSeconds();

  /** By how much a value has to change to be reported. */
  record Step(double change, Optional<Double> increase, Optional<Double> decrease) {

    String word(double difference) {
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
    boolean movesReference(double difference) {
      return (increase.isPresent() && decrease.isEmpty() && difference < 0)
          || (decrease.isPresent() && increase.isEmpty() && difference > 0);
    }
  }

  private final String field;
  private final Step step;
  private final Optional<Duration> notifyInterval;
  private final Optional<String> mailbox;
  private final String rule;
  private final EventTime time;
  private final StateSpace state;
  private final Timers timers = new Timers();
  private boolean loaded;

  StateWatch(
      String field,
      Step step,
      Optional<Duration> notifyInterval,
      Optional<String> mailbox,
      ReactionServices services) {
    this.field = field;
    this.step = step;
    this.notifyInterval = notifyInterval;
    this.mailbox = mailbox;
    this.rule = services.rule();
    this.time = services.time();
    this.state = services.state("State");
  }

  @Override
  public void react(Message message) {
    load();
    if (!Gate.madeBy(message).isEmpty() && !message.has(field)) {
      return; // its own word that a key is silent, or what a gate says of it
    }
    String place = StateKey.of(message) + "\n" + field;
    Object value = message.value(field).orElse(0L);
    long made = time.of(message);
    Optional<Map<String, Object>> before = state.get(place);
    Map<String, Object> after = new HashMap<>(before.orElse(Map.of()));
    if (before.isEmpty()) {
      message.put("state_init", 1);
      after.put(VALUE, value);
      after.put(SINCE, made);
    } else {
      compare(message, after, value, made);
    }
    for (String name : WHOSE) {
      message.value(name).ifPresent(text -> after.put(name, text));
    }
    after.put("field", field);
    after.put(MADE, made);
    notifyInterval.ifPresent(interval -> after.put(INTERVAL, interval.toSeconds()));
    mailbox.ifPresent(name -> after.put("mailbox", name));
    keep(place, after);
  }

  private void compare(Message message, Map<String, Object> after, Object value, long made) {
    Object last = after.get(VALUE);
    OptionalDouble was = FieldValue.number(last);
    OptionalDouble is = FieldValue.number(value);
    String word = "";
    if (was.isEmpty() || is.isEmpty()) {
      word = FieldValue.text(last).equals(FieldValue.text(value)) ? "" : "changed";
    } else {
      double difference = is.getAsDouble() - was.getAsDouble();
      if (difference != 0) {
        message.put("state_change", rounded(difference));
        word = step.word(difference);
        if (word.isEmpty() && step.movesReference(difference)) {
          after.put(VALUE, value);
        }
      }
    }
    if (!word.isEmpty()) {
      report(message, word, last, value, made - number(after.get(SINCE)));
      after.put(VALUE, value);
      after.put(SINCE, made);
    }
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

  private void keep(String place, Map<String, Object> entry) {
    state.put(place, entry);
    follow(place, entry);
  }

  private void follow(String place, Map<String, Object> entry) {
    if (!field.equals(entry.get("field")) || !entry.containsKey(INTERVAL)) {
      return;
    }
    long end = number(entry.get(MADE)) + number(entry.get(INTERVAL)) + REMEMBERED;
    if (due(entry) <= end) {
      timers.set(place, FieldValue.text(entry.getOrDefault(Fields.HOSTNAME, "")), due(entry));
    } else {
      timers.cancel(place);
    }
  }

  private static long due(Map<String, Object> entry) {
    return Math.max(number(entry.get(MADE)), number(entry.get(NOTICED)))
        + number(entry.get(INTERVAL));
  }

  /** Not before it is used: until then another one may be at work on the same state. */
  private void load() {
    if (!loaded) {
      loaded = true;
      for (String place : state.keys()) {
        state.get(place).ifPresent(entry -> follow(place, entry));
      }
    }
  }

  @Override
  public OptionalLong ripe(EventTime now) {
    Optional<Timers.Ripe> ripe = next(now);
    return ripe.isPresent() ? OptionalLong.of(ripe.get().when()) : OptionalLong.empty();
  }

  /** The next timer; another rule may have heard of the key, or said that it is silent. */
  private Optional<Timers.Ripe> next(EventTime now) {
    load();
    while (true) {
      Optional<Timers.Ripe> ripe = timers.ripe(now);
      if (ripe.isEmpty()) {
        return ripe;
      }
      String place = ripe.get().timer().key();
      Optional<Map<String, Object>> entry = state.get(place);
      if (entry.isPresent() && due(entry.get()) == ripe.get().timer().due()) {
        return ripe;
      }
      timers.cancel(place);
      entry.ifPresent(known -> follow(place, known));
    }
  }

  @Override
  public List<Message> speak(EventTime now) {
    Optional<Timers.Ripe> ripe = next(now);
    if (ripe.isEmpty()) {
      return List.of();
    }
    Map<String, Object> entry = new HashMap<>(state.get(ripe.get().timer().key()).orElseThrow());
    long due = ripe.get().timer().due();
    Message message = silent(entry, due);
    // Of the reminders that time has jumped over, those of more than a day are left out.
    long interval = Math.max(1, number(entry.get(INTERVAL)));
    entry.put(NOTICED, Spans.next(due, interval, now.latest()) - interval);
    keep(ripe.get().timer().key(), entry);
    return List.of(message);
  }

  private Message silent(Map<String, Object> entry, long due) {
    String length = Durations.print(Duration.ofSeconds(due - number(entry.get(MADE))));
    Message message = Message.empty();
    for (String name : WHOSE) {
      if (entry.containsKey(name)) {
        message.put(name, entry.get(name));
      }
    }
    if (!rule.isEmpty()) {
      message.put(Gate.MADE_BY, List.of(rule));
    }
    return message
        .with(
            Fields.SUBJECT,
            "cache data for " + entry.get("key") + ":" + field + " not updated in " + length)
        .with(Fields.STATUS, "CRITICAL")
        .with(Fields.LASTUPDATE, due)
        .with("mailbox", entry.get("mailbox"));
  }

  @Override
  public void move(long seconds) {
    load();
    for (String place : List.copyOf(state.keys())) {
      Map<String, Object> entry = new HashMap<>(state.get(place).orElse(Map.of()));
      if (field.equals(entry.get("field"))) {
        for (String moment : MOMENTS) {
          entry.computeIfPresent(moment, (name, value) -> number(value) + seconds);
        }
        keep(place, entry);
      }
    }
  }

  /** To 15 digits, so that 0.3 less 0.1 is 0.2. */
  private static Object rounded(double exact) {
    double number =
        Double.isFinite(exact)
            ? new BigDecimal(exact).round(new MathContext(15)).doubleValue()
            : exact;
    return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : number;
  }

  private static long number(Object value) {
    return value == null ? 0 : (long) FieldValue.number(value).orElse(0);
  }
}
