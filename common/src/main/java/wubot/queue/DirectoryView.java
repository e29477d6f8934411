// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The reading side of a queue: asks the appender when that is in this process, else its files. */
final class DirectoryView implements QueueView, AutoCloseable {

  private final Layout layout;
  private final Supplier<Optional<OpenQueue>> here;
  private final QueueMetrics metrics;
  private HeadFile head; // null until there is one

  DirectoryView(Path directory, Supplier<Optional<OpenQueue>> here, QueueMetrics metrics) {
    this.layout = new Layout(directory);
    this.here = here;
    this.metrics = metrics;
  }

  @Override
  public Path directory() {
    return layout.directory();
  }

  @Override
  public long incarnation() {
    return QueueIdentity.read(layout).map(QueueIdentity::incarnation).orElse(0L);
  }

  @Override
  public long lastSequence() {
    Optional<OpenQueue> queue = here.get();
    return queue.isPresent() ? queue.get().durable().get() : readHead();
  }

  private synchronized long readHead() {
    try {
      if (head == null) {
        head = HeadFile.reading(layout.head());
      }
      OptionalLong sequence = head.read();
      return sequence.orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.head(), e), e);
    }
  }

  @Override
  public Cursor cursor(String name) {
    Path file = layout.cursor(name);
    try {
      SetAside aside = new SetAside(layout, metrics.damaged);
      RecordReader reader = new RecordReader(layout, aside);
      return new FileCursor(name, CursorFile.open(file), reader, this);
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("open", file, e), e);
    }
  }

  /** The sequence of the oldest record that is kept, or the next one when there is none. */
  long oldestSequence() {
    long last = lastSequence();
    try (RecordReader reader = new RecordReader(layout, new SetAside(layout, metrics.damaged))) {
      return reader.advance(last) ? reader.sequence() : last + 1;
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.records(), e), e);
    }
  }

  /** Waits until there is something after this sequence or the time is over. */
  void awaitAfter(long sequence, long nanos) throws InterruptedException {
    Optional<OpenQueue> queue = here.get();
    if (queue.isPresent()) {
      queue.get().durable().awaitAtLeast(sequence + 1, nanos);
    } else {
      long end = System.nanoTime() + nanos;
      long pause = 5_000_000L;
      while (lastSequence() <= sequence && here.get().isEmpty()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        java.util.concurrent.TimeUnit.NANOSECONDS.sleep(Math.min(left, pause));
        pause = Math.min(50_000_000L, pause * 2);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (head != null) {
      head.close();
      head = null;
    }
  }
}
