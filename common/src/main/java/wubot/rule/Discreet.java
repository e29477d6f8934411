// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import wubot.config.Values;
import wubot.message.Message;

/**
 * A reaction whose failures do not show its secrets, even where a server or a library quoted them.
 *
 * @param reaction what does the work
 * @param values its settings
 */
record Discreet(Reaction reaction, Values values) implements Reaction {

  /** Work that may be interrupted. */
  private interface Work<T> {

    T run() throws InterruptedException;
  }

  private <T> T told(Work<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (ReactionFailure e) {
      String said = String.valueOf(e.getMessage());
      String told = values.redact(said);
      if (told.equals(said)) {
        throw e;
      }
      throw e.isPassing() ? ReactionFailure.passing(told, null) : ReactionFailure.lasting(told);
    } catch (RuntimeException e) {
      String told = values.redact(e.toString());
      if (told.equals(e.toString())) {
        throw e;
      }
      throw ReactionFailure.lasting(told);
    }
  }

  @Override
  public void react(Message message) throws InterruptedException {
    var unused =
        told(
            () -> {
              reaction.react(message);
              return true;
            });
  }

  @Override
  public Verdict admit(Message message) throws InterruptedException {
    return told(() -> reaction.admit(message));
  }

  @Override
  public OptionalLong ripe(EventTime time) {
    return reaction.ripe(time);
  }

  @Override
  public List<Message> speak(EventTime time) {
    return reaction.speak(time);
  }

  @Override
  public void move(long seconds) {
    reaction.move(seconds);
  }

  @Override
  public List<Message> tick(Instant now) {
    return reaction.tick(now);
  }

  @Override
  public Optional<Set<String>> writes() {
    return reaction.writes();
  }

  @Override
  public boolean wants(Message message) {
    return reaction.wants(message);
  }

  @Override
  public void settle() throws InterruptedException {
    var unused =
        told(
            () -> {
              reaction.settle();
              return true;
            });
  }

  @Override
  public void close() {
    reaction.close();
  }
}
