// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.Optional;
import wubot.message.Message;

/**
 * A message on its way into a queue.
 *
 * @param message the message; without identity it is given one by the queue
 * @param received where it was copied from, empty when it is new
 */
public record Entry(Message message, Optional<LinkStamp> received) {

  /** A message that was not copied from anywhere. */
  public static Entry of(Message message) {
    return new Entry(message, Optional.empty());
  }

  /** A message copied from another queue. */
  public static Entry received(Message message, LinkStamp stamp) {
    return new Entry(message, Optional.of(stamp));
  }
}
