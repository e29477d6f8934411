// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import wubot.message.Message;

/** A loaded rule tree with its reactions, as the walk uses it; by one thread. */
interface Tree extends AutoCloseable {

  /**
   * Walks a message through the rules.
   *
   * @return the rules that failed, in order
   * @throws InterruptedException when the thread was interrupted in a reaction; the walk is undone
   */
  List<Failure> walk(Message message) throws InterruptedException;

  /** Asks every reaction for messages of its own; they are not walked yet. */
  List<Message> tick(Instant now);

  /**
   * Makes what reactions did outside durable.
   *
   * @throws wubot.rule.ReactionFailure when one could not; it may be called again
   */
  void settle() throws InterruptedException;

  /** Silence longer than this is spoken of; zero never is. */
  Duration idleWarning();

  @Override
  void close();
}
