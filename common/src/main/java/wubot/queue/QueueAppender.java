// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.List;
import java.util.OptionalLong;
import wubot.message.Message;

/** The writing side of a queue; any number of threads may use it at once. */
public interface QueueAppender {

  /**
   * Appends all entries in order, together or not at all, and returns when they are durable.
   *
   * <p>An entry whose stamp is not beyond the {@link #watermark} of its link was here before and is
   * passed over. The caller's messages are not changed: those without identity are stored under a
   * new one.
   *
   * @return the sequences given to the entries, in order; 0 for an entry passed over
   * @throws MessageTooLargeException when a message is larger than 16 MiB or beyond {@link
   *     wubot.message.MessageCodec.Limits#DEFAULT}; nothing was appended
   * @throws QueueFullException when the disk is below the free-space floor; nothing was appended
   * @throws QueueException when the disk failed; the caller may try again
   */
  List<Long> append(List<Entry> entries);

  /** Appends one new message, see {@link #append(List)}; returns its sequence. */
  default long append(Message message) {
    return append(List.of(Entry.of(message))).get(0);
  }

  /** The highest sequence that was received along this link, empty when none was. */
  OptionalLong watermark(String link);
}
