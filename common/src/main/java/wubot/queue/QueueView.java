// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.nio.file.Path;

/** The reading side of a queue. */
public interface QueueView {

  /** The directory of the queue. */
  Path directory();

  /** The number made with the queue, part of the identity of messages first accepted here. */
  long incarnation();

  /** The sequence of the newest record, 0 when the queue is empty. */
  long lastSequence();

  /**
   * Opens a named cursor; a new one stands before the oldest record that is kept.
   *
   * @throws IllegalArgumentException for a name that is not made of letters, digits, '-', '_', '.'
   *     and '@'
   */
  Cursor cursor(String name);
}
