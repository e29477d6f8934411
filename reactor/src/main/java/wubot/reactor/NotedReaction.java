// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

/**
 * A reaction with the diary watching.
 *
 * @param rule the path of its rule
 * @param reaction what does the work
 */
record NotedReaction(String rule, Reaction reaction, Diary diary) implements Reaction {

  @Override
  public void react(Message message) throws InterruptedException {
    var unused = admit(message);
  }

  @Override
  public Verdict admit(Message message) throws InterruptedException {
    if (!diary.isNoting()) {
      return reaction.admit(message);
    }
    diary.reacts(message);
    Verdict verdict;
    try {
      verdict = reaction.admit(message);
    } catch (ReactionFailure e) {
      diary.reacted(rule, message, Verdict.PASS, String.valueOf(e.getMessage()));
      throw e;
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      diary.reacted(rule, message, Verdict.PASS, e.getClass().getSimpleName());
      throw e;
    }
    diary.reacted(rule, message, verdict, "");
    return verdict;
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
    reaction.settle();
  }

  @Override
  public void close() {
    reaction.close();
  }
}
