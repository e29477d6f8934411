// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.queue.Entry;
import wubot.queue.QueueAppender;
import wubot.queue.QueueException;

/**
 * The way to the main queue. When the queue accepts nothing, every sender keeps what it has and
 * comes again; the trouble is reported once when it begins and once when it ends.
 */
final class MainQueue {

  private static final Logger LOG = LoggerFactory.getLogger(MainQueue.class);
  private static final int BATCH = 1000;

  private final QueueAppender appender;
  private Optional<String> refusing = Optional.empty(); // why; guarded by this

  MainQueue(QueueAppender appender) {
    this.appender = appender;
  }

  /**
   * Appends in order, as far as the queue accepts; returns when that much is durable.
   *
   * @return what was not accepted and is to be brought again; empty when all was
   */
  List<Entry> append(List<Entry> entries) {
    List<Entry> left = entries;
    while (!left.isEmpty()) {
      List<Entry> batch = left.subList(0, Math.min(BATCH, left.size()));
      try {
        appender.append(batch);
      } catch (QueueException e) {
        refused(e);
        return List.copyOf(left);
      }
      accepted();
      left = left.subList(batch.size(), left.size());
    }
    return List.of();
  }

  /** Why the queue accepts nothing, empty while it does. */
  synchronized Optional<String> refusing() {
    return refusing;
  }

  private synchronized void refused(QueueException problem) {
    boolean news = refusing.isEmpty();
    refusing = Optional.of(String.valueOf(problem.getMessage()));
    if (news) {
      LOG.error(
          "The main queue accepts no messages: {}. Checks hold what they have and try again; nothing"
              + " is lost.",
          problem.getMessage());
    }
  }

  private synchronized void accepted() {
    if (refusing.isPresent()) {
      refusing = Optional.empty();
      LOG.info("The main queue accepts messages again.");
    }
  }
}
