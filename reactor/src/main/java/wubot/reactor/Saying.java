// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.rule.Engine;
import wubot.rule.RuleFailure;
import wubot.rule.Timeline;

/**
 * Lets gates say what they have to say by themselves as event time goes on, in the order in which
 * it becomes due.
 *
 * <p>Each message said has a number that is the same whenever the same messages are read again;
 * copies of it on other queues are stamped with that, so that a crash doubles none. By the walking
 * thread.
 */
final class Saying {

  private final Effects effects;
  private final Timeline time;
  private long said;

  /** A rule that failed, with the message as it left it. */
  record Failed(RuleFailure failure, Message message) {}

  Saying(Effects effects, Timeline time) {
    this.effects = effects;
    this.time = time;
  }

  Effects effects() {
    return effects;
  }

  /** How many messages were said since the start. */
  long said() {
    return said;
  }

  /** A message came; what is due before it is walked here, the message itself is not. */
  List<Failed> arrive(Tree tree, QueueRecord record) throws InterruptedException {
    long arrived = Math.floorDiv(record.millis(), 1000L);
    moved(tree, time.pass(arrived));
    List<Failed> failures = all(tree);
    time.arrive(record.message(), arrived);
    failures.addAll(all(tree));
    time.resume();
    return failures;
  }

  /** Nothing waits to be read at this time. */
  List<Failed> idle(Tree tree, Instant wall) throws InterruptedException {
    moved(tree, time.idle(wall.getEpochSecond()));
    return all(tree);
  }

  /** A message of the reactor's own is walked next. */
  void fromNoQueue(Message message) {
    time.at(message);
  }

  private static void moved(Tree tree, long seconds) {
    if (seconds != 0) {
      tree.move(seconds);
    }
  }

  /** Walks all that is due by now. */
  List<Failed> all(Tree tree) throws InterruptedException {
    List<Failed> failures = new ArrayList<>();
    Optional<Engine.Said> next = tree.wake(time);
    while (next.isPresent()) {
      for (RuleFailure failure : next.get().failures()) {
        failures.add(new Failed(failure, Message.of(Fields.KEY, "wubot-reactor")));
      }
      for (Message message : next.get().messages()) {
        effects.begin(time.make(message));
        said++;
        for (RuleFailure failure : tree.walk(next.get(), message)) {
          failures.add(new Failed(failure, message));
        }
      }
      next = tree.wake(time);
    }
    return failures;
  }
}
