// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A queue as it lies on disk, live or stopped, looked at without owning or changing anything. What
 * people's commands are made of.
 */
public final class StoredQueue {

  private static final int DEEPEST = 5;

  /**
   * A cursor as somebody else left it.
   *
   * @param name its name
   * @param committed the last sequence it is done with
   * @param depth how many records lie after that
   * @param oldestUnread when the first of these was appended, empty when there is none
   */
  public record Place(String name, long committed, long depth, Optional<Instant> oldestUnread) {}

  private final Layout layout;
  private final QueueIdentity identity;

  private StoredQueue(Layout layout, QueueIdentity identity) {
    this.layout = layout;
    this.identity = identity;
  }

  /**
   * The queue in this directory, empty when there is none.
   *
   * @throws QueueException when it cannot be read
   */
  public static Optional<StoredQueue> at(Path directory) {
    Layout layout = new Layout(directory);
    if (!layout.exists() && !Files.isDirectory(layout.cursors())) {
      return Optional.empty();
    }
    return QueueIdentity.read(layout).map(identity -> new StoredQueue(layout, identity));
  }

  /** All queues in this directory and below, by path. */
  public static List<StoredQueue> under(Path directory) {
    try (Stream<Path> paths =
        Files.find(
            directory,
            DEEPEST,
            (path, what) -> what.isRegularFile() && path.endsWith("identity"))) {
      List<StoredQueue> queues = new ArrayList<>();
      for (Path path : paths.sorted().toList()) {
        if (Files.readString(path).startsWith("wubot queue ")) {
          at(path.getParent()).ifPresent(queues::add);
        }
      }
      return queues;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new QueueException("cannot look for queues in " + directory + ": " + e, e);
    }
  }

  /** The directory of the queue. */
  public Path directory() {
    return layout.directory();
  }

  /** The number made with the queue. */
  public long incarnation() {
    return identity.incarnation();
  }

  /** The process that appends to it, as "process 1234 (wubot monitor, since …)". */
  public Optional<String> owner() {
    return OwnerLock.holder(layout).filter(StoredQueue::isAlive);
  }

  private static boolean isAlive(String owner) {
    String[] words = owner.split(" ", 3);
    try {
      return words.length > 1
          && ProcessHandle.of(Long.parseLong(words[1])).map(ProcessHandle::isAlive).orElse(false);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** How far may be read: what is durable while somebody appends, all that is intact otherwise. */
  long limit() {
    try (HeadFile head = HeadFile.reading(layout.head())) {
      if (owner().isPresent()) {
        return head.read().orElse(0);
      }
    } catch (NoSuchFileException e) { // never opened to the end
      return Long.MAX_VALUE;
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.head(), e), e);
    }
    return Long.MAX_VALUE;
  }

  Layout layout() {
    return layout;
  }

  /** Sequence of the newest record, 0 when there is none. */
  public long lastSequence() {
    long limit = limit();
    if (limit != Long.MAX_VALUE) {
      return limit;
    }
    long last = 0;
    try {
      List<Path> files = layout.files();
      for (int i = files.size() - 1; i >= 0 && last == 0; i--) {
        try (FileScan scan = new FileScan(files.get(i), identity.incarnation())) {
          while (scan.step() == FileScan.Step.RECORD || scan.resync()) {
            last = Math.max(last, scan.current() ? scan.sequence() : 0);
          }
        }
      }
      return last;
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.records(), e), e);
    }
  }

  /** Sequence of the oldest record that is kept, 0 when there is none. */
  public long firstSequence() {
    try (RecordStream records = read(1)) {
      return records.advance() ? records.sequence() : 0;
    }
  }

  /** What the records take on disk, in bytes. */
  public long bytes() {
    try {
      long bytes = 0;
      for (Path file : layout.files()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.records(), e), e);
    }
  }

  /** The cursors by name. */
  public List<Place> cursors() {
    try {
      long last = lastSequence();
      List<Place> places = new ArrayList<>();
      for (Path file : Disk.list(layout.cursors())) {
        places.add(place(file, last));
      }
      return places;
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.cursors(), e), e);
    }
  }

  private Place place(Path file, long last) throws IOException {
    long committed = CursorFile.peek(file);
    String name = file.getFileName().toString();
    if (committed >= last) {
      return new Place(name, committed, 0, Optional.empty());
    }
    try (RecordStream records = read(committed + 1)) {
      return records.advance()
          ? new Place(
              name, committed, last - records.sequence() + 1, Optional.of(records.appended()))
          : new Place(name, committed, last - committed, Optional.empty());
    }
  }

  /** The committed place of a cursor, empty when there is none of that name. */
  public Optional<Place> cursor(String name) {
    return cursors().stream().filter(place -> place.name().equals(name)).findFirst();
  }

  /** How many stretches of damaged bytes were set aside. */
  public int damagedStretches() {
    try {
      return Disk.list(layout.damaged()).size();
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.damaged(), e), e);
    }
  }

  /** The records from this sequence on, in order; to be closed. */
  public RecordStream read(long from) {
    return new RecordStream(this, from);
  }
}
