// SPDX-License-Identifier: Apache-2.0
package wubot.dead;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import wubot.queue.QueueRecord;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/** The dead letters of a home as they lie on disk, whether a reactor runs or not. */
public final class DeadLetters {

  /** The cursor before the oldest open letter. */
  public static final String CURSOR = "dealt-with";

  private DeadLetters() {}

  /** Their queue. */
  public static Path queue(Path home) {
    return home.resolve("queue").resolve("dead");
  }

  /**
   * The letters that nobody has dealt with, by number.
   *
   * @throws wubot.queue.QueueException when the queue cannot be read
   */
  public static NavigableMap<Long, DeadLetter> open(Path home) {
    NavigableMap<Long, DeadLetter> open = new TreeMap<>();
    Optional<StoredQueue> queue = StoredQueue.at(queue(home));
    if (queue.isPresent()) {
      try (RecordStream records = queue.get().read(firstOpen(queue.get()))) {
        while (records.advance()) {
          records.record().ifPresent(record -> take(record, records, open));
        }
      }
    }
    return open;
  }

  private static void take(
      QueueRecord record, RecordStream records, NavigableMap<Long, DeadLetter> open) {
    Optional<DeadLetter> letter =
        DeadLetter.read(record.sequence(), record.message(), records.appended());
    if (letter.isPresent()) {
      open.put(record.sequence(), letter.get());
    } else {
      DealtWith.letters(record.message()).forEach(open::remove);
    }
  }

  /**
   * These letters, those that are there and can be read.
   *
   * @throws wubot.queue.QueueException when the queue cannot be read
   */
  public static List<DeadLetter> read(StoredQueue queue, NavigableSet<Long> letters) {
    List<DeadLetter> found = new ArrayList<>();
    if (letters.isEmpty()) {
      return found;
    }
    try (RecordStream records = queue.read(letters.first())) {
      while (records.advance() && records.sequence() <= letters.last()) {
        if (letters.contains(records.sequence())) {
          records
              .record()
              .flatMap(r -> DeadLetter.read(r.sequence(), r.message(), records.appended()))
              .ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /** No letter before this sequence is open. */
  static long firstOpen(StoredQueue queue) {
    List<StoredQueue.Place> cursors = queue.cursors();
    return cursors.stream()
            .filter(place -> place.name().equals(CURSOR))
            .mapToLong(StoredQueue.Place::committed)
            .max()
            .orElse(0)
        + 1;
  }
}
