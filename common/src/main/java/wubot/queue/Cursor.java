// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.time.Duration;
import java.util.List;

/**
 * A named place in a queue: reading goes on from record to record, the durable place moves only by
 * {@link #commit}. To be used by one thread at a time.
 */
public interface Cursor extends AutoCloseable {

  /** The name, unique in its queue. */
  String name();

  /**
   * The next records in order, waiting for the first one if need be.
   *
   * @param limit at most this many
   * @param wait how long to wait for the first record; zero asks without waiting
   * @return the records, empty when none came in time
   * @throws InterruptedException when the thread was interrupted while waiting
   */
  List<QueueRecord> read(int limit, Duration wait) throws InterruptedException;

  /** Everything up to and including this sequence is done; durable when the call returns. */
  void commit(long sequence);

  /** The last committed sequence, 0 for a new cursor. */
  long committed();

  /** Reading starts again right after this sequence. */
  void seek(long sequence);

  /** How many records lie after the committed place. */
  long depth();

  @Override
  void close();
}
