// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import wubot.disk.Refusal;

/** The reading side of a queue: asks the appender when that is in this process, else its files. */
final class DirectoryView implements QueueView, AutoCloseable {

  private final Layout layout;
  private final Supplier<Optional<OpenQueue>> here;
  private final SetAside aside;
  private HeadFile head; // null until there is one

  DirectoryView(Path directory, Supplier<Optional<OpenQueue>> here, SetAside aside) {
    this.layout = new Layout(directory);
    this.here = here;
    this.aside = aside;
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
      throw new QueueException(Refusal.cannot("read", layout.head(), e), e);
    }
  }

  @Override
  public Cursor cursor(String name) {
    Path file = layout.cursor(name);
    try {
      RecordReader reader = new RecordReader(layout, aside);
      Sleeper sleeper = new Sleeper(layout.doorbell());
      return new FileCursor(name, CursorFile.open(file), reader, sleeper, this);
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("open", file, e), e);
    }
  }

  /** The sequence of the oldest record that is kept, or the next one when there is none. */
  long oldestSequence() {
    long last = lastSequence();
    try (RecordReader reader = new RecordReader(layout, aside)) {
      return reader.advance(last) ? reader.sequence() : last + 1;
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", layout.records(), e), e);
    }
  }

  /** Returns when there may be something after this sequence or the time is over. */
  void awaitAfter(long sequence, long nanos, Sleeper sleeper) throws InterruptedException {
    Optional<OpenQueue> queue = here.get();
    if (queue.isPresent() && !queue.get().durable().isClosed()) {
      queue.get().durable().awaitAtLeast(sequence + 1, nanos);
    } else {
      sleeper.sleep(sequence, nanos);
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
