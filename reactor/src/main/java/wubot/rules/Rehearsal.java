// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.Reaction;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;
import wubot.rule.RuleTree;

/**
 * Walks messages through rules as the reactor would, without effects outside. One thread at a time.
 *
 * <p>Its time is that of a clock which only it moves; reactions that speak up by themselves are
 * asked every five seconds of that time, as in the reactor.
 */
final class Rehearsal implements AutoCloseable {

  private static final Duration TICK = Duration.ofSeconds(5);
  private static final int MOST_TICKS = 20_000;
  private static final double LAST_SECOND = 253_402_300_799.0; // of the year 9999

  private final Engine engine;
  private final MovableClock clock;
  private final Settings settings;
  private final Set<String> usedAnswers = new HashSet<>();
  private List<Effect> effects = new ArrayList<>();
  private final ClockTime time;
  private final boolean keepsTime;
  private boolean begun;

  /** Nobody watches. */
  static final Supplier<Optional<RuleTrace>> UNWATCHED = Optional::empty;

  /**
   * How to rehearse.
   *
   * @param host the short host name, for the rule log
   * @param answers fields that reactions outside are taken to set, by name or path of their rule
   * @param acting whether reactions act outside after all
   */
  record Settings(String host, Map<String, Map<String, Object>> answers, boolean acting) {

    static Settings of(String host) {
      return new Settings(host, Map.of(), false);
    }
  }

  /** A rehearsal of rules whose reactions were made with this clock; it closes them. */
  Rehearsal(RuleTree tree, MovableClock clock, Settings settings) {
    this.clock = clock;
    this.settings = settings;
    this.engine = new Engine(tree, settings.host(), this::decorate);
    this.time = new ClockTime(clock);
    this.keepsTime = engine.keepsTime();
  }

  private Reaction decorate(Rule rule, Reaction reaction) {
    Work work = rule.step().orElseThrow().type().work();
    if (work == Work.FIELDS || work == Work.STATE) {
      return reaction;
    }
    ZoneId zone = clock.getZone();
    boolean gate = rule.step().orElseThrow().type().gate();
    return new Noted(
        reaction,
        new EffectForm(rule, zone),
        answer(rule),
        settings.acting(),
        gate,
        e -> effects.add(e));
  }

  private Map<String, Object> answer(Rule rule) {
    for (String name : List.of(rule.path(), rule.name())) {
      Map<String, Object> answer = settings.answers().get(name);
      if (answer != null) {
        usedAnswers.add(name);
        return answer;
      }
    }
    return Map.of();
  }

  /** The names in the answers that belong to no rule that acts outside. */
  Set<String> unusedAnswers() {
    Set<String> unused = new HashSet<>(settings.answers().keySet());
    unused.removeAll(usedAnswers);
    return unused;
  }

  /** Walks a message, which is changed. */
  Outcome walk(Message message) throws InterruptedException {
    return outcome(message, Optional.empty());
  }

  /** Walks a message with somebody watching; slower. */
  Outcome walk(Message message, RuleTrace trace) throws InterruptedException {
    return outcome(message, Optional.of(trace));
  }

  private Outcome outcome(Message message, Optional<RuleTrace> trace) throws InterruptedException {
    if (!effects.isEmpty()) {
      effects = new ArrayList<>();
    }
    List<RuleFailure> failures =
        trace.isPresent() ? engine.run(message, trace.get()) : engine.run(message);
    return new Outcome(message, effects.isEmpty() ? List.of() : effects, failures);
  }

  /** The time it is. */
  Instant now() {
    return clock.instant();
  }

  /**
   * Lets time pass up to an instant; backwards, it only sets the clock.
   *
   * @param traces who watches each message that reactions have of their own
   * @return what became of these, in order
   */
  List<Outcome> until(Instant end, Supplier<Optional<RuleTrace>> traces)
      throws InterruptedException {
    Duration whole = Duration.between(clock.instant(), end);
    List<Outcome> outcomes = new ArrayList<>();
    if (whole.compareTo(TICK) >= 0) {
      Duration step = whole.dividedBy(MOST_TICKS);
      step = step.compareTo(TICK) < 0 ? TICK : step;
      while (clock.instant().plus(step).compareTo(end) <= 0) {
        clock.set(clock.instant().plus(step));
        speak(traces, outcomes);
      }
    }
    clock.set(end);
    wake(traces, outcomes);
    return outcomes.isEmpty() ? List.of() : outcomes;
  }

  /** Lets reactions speak now. */
  List<Outcome> tick(Supplier<Optional<RuleTrace>> traces) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    speak(traces, outcomes);
    return outcomes;
  }

  private void speak(Supplier<Optional<RuleTrace>> traces, List<Outcome> outcomes)
      throws InterruptedException {
    for (Message message : engine.tick(clock.instant()).messages()) {
      outcomes.add(outcome(message, traces.get()));
    }
    wake(traces, outcomes);
  }

  /** Lets gates say what is due, one after the other. */
  private void wake(Supplier<Optional<RuleTrace>> traces, List<Outcome> outcomes)
      throws InterruptedException {
    if (!keepsTime) {
      return;
    }
    Optional<Engine.Said> said = engine.wake(time);
    while (said.isPresent()) {
      for (Message message : said.get().messages()) {
        effects = new ArrayList<>();
        Optional<RuleTrace> trace = traces.get();
        List<RuleFailure> failures =
            trace.isPresent()
                ? engine.run(said.get(), message, trace.get())
                : engine.run(said.get(), message);
        outcomes.add(new Outcome(message, effects, failures));
      }
      said = engine.wake(time);
    }
  }

  /** As {@link #until} the time at which the message was made, unless that is in the past. */
  List<Outcome> follow(Message message, Supplier<Optional<RuleTrace>> traces)
      throws InterruptedException {
    OptionalDouble made = message.number(Fields.LASTUPDATE);
    if (made.isEmpty() || !(made.getAsDouble() > 0 && made.getAsDouble() < LAST_SECOND)) {
      return List.of();
    }
    long seconds = (long) made.getAsDouble();
    if (!begun) {
      begun = true;
      clock.set(Instant.ofEpochSecond(seconds));
      return List.of();
    }
    // The seconds alone are looked at first: most messages are of the same one as the one before.
    return seconds > clock.instant().getEpochSecond()
        ? until(Instant.ofEpochSecond(seconds), traces)
        : List.of();
  }

  /** Lets reactions make durable what they did, where they act; what failed. */
  List<RuleFailure> settle() throws InterruptedException {
    return engine.settle();
  }

  /** The rules with their counters. */
  Engine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
  }
}
