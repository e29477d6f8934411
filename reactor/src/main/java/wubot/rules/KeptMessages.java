// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import wubot.queue.QueueRecord;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/** The messages that a queue has kept, from some time on. One thread at a time. */
final class KeptMessages implements AutoCloseable {

  /** What to do with a message. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Called for each message in order.
     *
     * @param part how much of the whole lies before it, from 0 to 1
     */
    void visit(QueueRecord record, Instant appended, double part) throws InterruptedException;
  }

  private final RecordStream records;
  private final long first;
  private final long last;

  private KeptMessages(RecordStream records, long first, long last) {
    this.records = records;
    this.first = first;
    this.last = last;
  }

  /** The messages in this directory; empty when there is no queue. */
  static Optional<KeptMessages> in(Path queue) {
    return StoredQueue.at(queue)
        .map(
            stored ->
                new KeptMessages(stored.read(1), stored.firstSequence(), stored.lastSequence()));
  }

  /** The message of this number alone; empty when there is no queue. */
  static Optional<KeptMessages> only(Path queue, long number) {
    return StoredQueue.at(queue)
        .map(stored -> new KeptMessages(stored.read(number), number, number));
  }

  /** Visits those appended at this time or later, up to the newest one of now. */
  void since(Instant time, Visitor visitor) throws InterruptedException {
    double all = Math.max(1, last - first + 1);
    while (records.advance() && records.sequence() <= last) {
      Instant appended = records.appended();
      if (!appended.isBefore(time)) {
        Optional<QueueRecord> record = records.record();
        if (record.isPresent()) {
          visitor.visit(record.get(), appended, (records.sequence() - first) / all);
        }
      }
    }
  }

  @Override
  public void close() {
    records.close();
  }
}
