// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import wubot.dead.DeadLetter;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.EventTime;
import wubot.rule.RuleFailure;

/** The rule tree that is in force, with its settings, as the walk uses it; by one thread. */
final class Tree implements AutoCloseable {

  private final Engine engine;
  private ReactorSettings settings;

  Tree(Engine engine, ReactorSettings settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /** Goes on with other rules; reactions that have not changed are kept. */
  void replace(ReactorFile.Loaded loaded) {
    settings = loaded.settings();
    engine.replace(loaded.rules());
  }

  /**
   * Walks a message through the rules.
   *
   * @return the rules that failed, in order
   * @throws InterruptedException when the thread was interrupted in a reaction
   */
  List<RuleFailure> walk(Message message) throws InterruptedException {
    return engine.run(message);
  }

  /**
   * Goes on with a letter in the rule that failed on it.
   *
   * @return why it cannot be handled, usually empty
   */
  Optional<String> resume(DeadLetter letter, Message message) throws InterruptedException {
    Optional<List<RuleFailure>> failures =
        engine.resume(letter.rule(), letter.reaction().equals(DeadLetter.CONDITION), message);
    return failures.isEmpty()
        ? Optional.of("there is no rule '" + letter.rule() + "' any more; --tree runs all rules")
        : failures.get().stream().map(RuleFailure::problem).findFirst();
  }

  /** Whether there are rules that go by event time. */
  boolean keepsTime() {
    return engine.keepsTime();
  }

  /** What the rule whose turn it is says by itself, if there is one. */
  Optional<Engine.Said> wake(EventTime time) {
    return engine.wake(time);
  }

  /** Walks a message that a rule said by itself; returns the rules that failed. */
  List<RuleFailure> walk(Engine.Said said, Message message) throws InterruptedException {
    return engine.run(said, message);
  }

  /** The clock was set back by so many seconds, a negative number. */
  void move(long seconds) {
    engine.move(seconds);
  }

  /** Asks every reaction for messages of its own; they are not walked yet. */
  Engine.Tick tick(Instant now) {
    return engine.tick(now);
  }

  /**
   * Makes what reactions did outside durable; may be called again when it failed.
   *
   * @return what trying again would not help
   */
  List<RuleFailure> settle() throws InterruptedException {
    return engine.settle();
  }

  /** Silence longer than this is spoken of; zero never is. */
  Duration idleWarning() {
    return settings.idleWarning();
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
