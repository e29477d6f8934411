// SPDX-License-Identifier: Apache-2.0
package wubot.dead;

import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import wubot.queue.QueueRecord;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/** The numbers of the open letters, kept up to date by reading on; safe for several threads. */
public final class OpenLetters {

  private final Path home;
  private final NavigableSet<Long> open = new TreeSet<>(); // guarded by this
  private long incarnation;
  private long next = 1;

  /** Of this home; nothing is read yet. */
  public OpenLetters(Path home) {
    this.home = home;
  }

  /**
   * Reads what has come.
   *
   * @return a copy of the numbers, lowest first
   * @throws wubot.queue.QueueException when the queue cannot be read
   */
  public synchronized NavigableSet<Long> refresh() {
    read();
    return new TreeSet<>(open);
  }

  /** How many there are, after reading what has come. */
  public synchronized int count() {
    read();
    return open.size();
  }

  private void read() {
    Optional<StoredQueue> queue = StoredQueue.at(DeadLetters.queue(home));
    if (queue.isEmpty()) {
      return;
    }
    if (queue.get().incarnation() != incarnation) { // the first time, or made anew
      incarnation = queue.get().incarnation();
      open.clear();
      next = DeadLetters.firstOpen(queue.get());
    }
    if (queue.get().lastSequence() < next) {
      return;
    }
    try (RecordStream records = queue.get().read(next)) {
      while (records.advance()) {
        records.record().ifPresent(this::take);
        next = records.sequence() + 1;
      }
    }
  }

  private void take(QueueRecord record) {
    if (record.message().has(DeadLetter.RULE)) {
      open.add(record.sequence());
    } else {
      DealtWith.letters(record.message()).forEach(open::remove);
    }
  }
}
