// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import wubot.message.Message;

/**
 * What a rule does with a message: change its fields, or something outside.
 *
 * <p>One instance serves one rule and is called by one thread at a time.
 */
public interface Reaction extends AutoCloseable {

  /** What a gate says of a message. */
  enum Verdict {
    /** The rules inside get it. */
    PASS,
    /** The rules inside do not get it; where there are none, it becomes {@code quiet}. */
    HOLD,
    /** The rules inside do not get it, for they wait for something else. */
    ASIDE
  }

  /**
   * Reacts to a message, changing its fields in place.
   *
   * @throws ReactionFailure when it could not; the engine goes on with the next rule, and the
   *     daemon retries or keeps the message as a dead letter
   * @throws InterruptedException when the thread was interrupted while waiting for the outside
   */
  void react(Message message) throws InterruptedException;

  /**
   * As {@link #react}, for a gate, which decides about the rules inside its rule.
   *
   * @throws InterruptedException as {@link #react}
   */
  default Verdict admit(Message message) throws InterruptedException {
    react(message);
    return Verdict.PASS;
  }

  /**
   * When a gate's turn has come to say something by itself: the {@link EventTime#ripeness} of what
   * it has to say, empty while it has nothing to say. Asked before and after each message.
   */
  default OptionalLong ripe(EventTime time) {
    return OptionalLong.empty();
  }

  /**
   * Says what is {@link #ripe}, the first of it.
   *
   * @return messages for the rules inside its rule, or, where there are none, for all rules
   */
  default List<Message> speak(EventTime time) {
    return List.of();
  }

  /** The clock was set back: moves all moments that a gate remembers by so many seconds. */
  default void move(long seconds) {}

  /**
   * Called every few seconds for reactions that speak up by themselves.
   *
   * @return messages to walk through the tree, usually none
   */
  default List<Message> tick(Instant now) {
    return List.of();
  }

  /**
   * The fields it may set or remove, if it can tell; knowing them lets the engine keep what it
   * found out about the other fields.
   */
  default Optional<Set<String>> writes() {
    return Optional.empty();
  }

  /**
   * Whether the message concerns this reaction at all. A delivery does not get the others in its
   * outbox, and who tries rules without effects is not told of them; {@link #react} has to return
   * for them all the same.
   */
  default boolean wants(Message message) {
    return true;
  }

  /**
   * Called when a batch of messages has been walked: what {@link #react} did becomes durable now,
   * at the latest. The messages count as done after it returns.
   *
   * @throws ReactionFailure when it could not; the daemon calls again until it succeeds
   * @throws InterruptedException when the thread was interrupted while waiting for the outside
   */
  default void settle() throws InterruptedException {}

  @Override
  default void close() {}
}
