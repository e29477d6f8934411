// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.nio.file.Path;
import java.util.Optional;

/** The queues that one process uses: each directory is opened once and shared. */
public interface Queues extends AutoCloseable {

  /**
   * The appender of this queue, which this process then owns; the directory is made when missing.
   *
   * @throws QueueOwnedException when another process owns it
   * @throws QueueException when it cannot be made, read or written
   */
  QueueAppender appender(Path directory);

  /**
   * The reading side of this queue, owned by whichever process.
   *
   * @throws QueueException when the directory cannot be read
   */
  QueueView view(Path directory);

  /** What this process did with a queue so far; empty where nobody counts. */
  default Optional<QueueMetrics> counts(Path directory) {
    return Optional.empty();
  }

  @Override
  void close();
}
