// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import wubot.disk.Refusal;
import wubot.message.MalformedMessageException;

/** Reads a stored queue from one record to the next, without a cursor. One thread at a time. */
public final class RecordStream implements AutoCloseable {

  private static final Damage SILENT =
      new Damage() {
        @Override
        public void stretch(FileScan scan, long from, long to) {}

        @Override
        public void missing(long first, long last) {}
      };

  private final StoredQueue queue;
  private final RecordReader reader;
  private final Sleeper sleeper;
  private long limit;

  RecordStream(StoredQueue queue, long from) {
    this.queue = queue;
    this.reader = new RecordReader(queue.layout(), SILENT);
    this.sleeper = new Sleeper(queue.layout().doorbell());
    reader.seek(from);
  }

  /** Moves to the next record; false when there is none yet. Damaged ones are passed over. */
  public boolean advance() {
    try {
      if (reader.next() > limit) {
        limit = queue.limit();
      }
      if (reader.advance(limit)) {
        return true;
      }
      limit = queue.limit(); // an owner may have come since
      reader.seek(reader.next()); // and written where nothing was
      return reader.advance(limit);
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", queue.directory(), e), e);
    }
  }

  /** As {@link #advance()}, waiting at most this long for a record to come. */
  public boolean advance(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + DurableSequence.nanos(wait);
    while (!advance()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      sleeper.sleep(reader.next() - 1, left);
    }
    sleeper.awake();
    return true;
  }

  /** The sequence of the record moved to. */
  public long sequence() {
    return reader.sequence();
  }

  /** When the record moved to was appended here. */
  public Instant appended() {
    return Instant.ofEpochMilli(reader.millis());
  }

  /** The record moved to; empty when it is intact but of a form that this wubot cannot read. */
  public Optional<QueueRecord> record() {
    try {
      return Optional.of(reader.record());
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    reader.close();
    sleeper.close();
  }
}
