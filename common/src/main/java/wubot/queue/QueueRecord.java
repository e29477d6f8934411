// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.Optional;
import wubot.message.Message;

/**
 * A message as it stands in a queue.
 *
 * @param sequence its place in this queue, from 1, without gaps (a damaged record keeps its number)
 * @param message the message, with its identity
 * @param received where it was copied from, empty when it was new here
 * @param millis when it was appended here, in milliseconds since 1970
 */
public record QueueRecord(
    long sequence, Message message, Optional<LinkStamp> received, long millis) {}
