// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.disk.Disk;
import wubot.disk.Refusal;

/**
 * A queue as it lies on disk, live or stopped, looked at without owning or changing anything. What
 * people's commands are made of.
 */
public final class StoredQueue {

  private static final int DEEPEST = 4;
  private static final String TITLE = "wubot queue ";
  private static final Pattern OWNER =
      Pattern.compile("process ([0-9]{1,18}) \\(.*, since (\\S+)\\)");

  /** The kernel tells when a process started only as well as the clock was then. */
  private static final Duration SAME_START = Duration.ofSeconds(10);

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
    Layout layout = new Layout(directory.toAbsolutePath().normalize());
    try {
      if (!Files.readString(layout.identity()).startsWith(TITLE)
          && !Files.isDirectory(layout.records())) {
        return Optional.empty(); // a file of somebody else's
      }
      for (Path part : List.of(layout.records(), layout.cursors())) {
        if (Files.exists(part) && !(Files.isReadable(part) && Files.isExecutable(part))) {
          throw new AccessDeniedException(part.toString());
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (CharacterCodingException e) {
      return Files.isDirectory(layout.records()) ? identified(layout) : Optional.empty();
    } catch (IOException e) {
      if (Files.isDirectory(layout.identity())) {
        return Optional.empty();
      }
      throw new QueueException(Refusal.cannot("read queue", layout.directory(), e), e);
    }
    return identified(layout);
  }

  private static Optional<StoredQueue> identified(Layout layout) {
    return QueueIdentity.read(layout).map(identity -> new StoredQueue(layout, identity));
  }

  /**
   * All queues in this directory and below, by path; a few levels deep, as deep as wubot's home is.
   *
   * @throws QueueException when one of them cannot be read
   */
  public static List<StoredQueue> under(Path directory) {
    List<StoredQueue> queues = new ArrayList<>();
    collect(directory.toAbsolutePath().normalize(), DEEPEST, queues);
    return queues;
  }

  private static void collect(Path directory, int levels, List<StoredQueue> queues) {
    Optional<StoredQueue> queue = at(directory);
    if (queue.isPresent()) {
      queues.add(queue.get()); // a queue holds no others
      return;
    }
    List<Path> below;
    try {
      below = levels == 0 ? List.of() : Disk.list(directory);
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("look for queues in", directory, e), e);
    }
    for (Path path : below) {
      if (Files.isDirectory(path) && !path.getFileName().toString().startsWith(".")) {
        collect(path, levels - 1, queues);
      }
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
    return lastOwner().filter(StoredQueue::isAlive);
  }

  /** The process that appends to it or died doing so; empty after an orderly stop. */
  public Optional<String> lastOwner() {
    return OwnerLock.holder(layout);
  }

  private static boolean isAlive(String owner) {
    Matcher words = OWNER.matcher(owner);
    if (!words.matches()) {
      return false;
    }
    Optional<ProcessHandle> process =
        ProcessHandle.of(Long.parseLong(words.group(1))).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    Optional<Instant> started = process.get().info().startInstant();
    try { // another process may have the number by now
      Instant since = Instant.parse(words.group(2));
      return started.isEmpty()
          || Duration.between(since, started.get()).abs().compareTo(SAME_START) <= 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /**
   * How far may be read: to what is durable, as the owner tells it; after an owner that died or a
   * damaged head, to the last intact record.
   */
  long limit() {
    boolean told = owner().isPresent() || lastOwner().isEmpty();
    try (HeadFile head = HeadFile.reading(layout.head())) {
      return told ? head.read().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    } catch (NoSuchFileException e) { // nothing was ever published
      return Long.MAX_VALUE;
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", layout.head(), e), e);
    }
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
      throw new QueueException(Refusal.cannot("read", layout.records(), e), e);
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
      throw new QueueException(Refusal.cannot("read", layout.records(), e), e);
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
      throw new QueueException(Refusal.cannot("read", layout.cursors(), e), e);
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

  /** How many stretches of damaged bytes were set aside. */
  public int damagedStretches() {
    try {
      return Disk.list(layout.damaged()).size();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", layout.damaged(), e), e);
    }
  }

  /** The records from this sequence on, in order; to be closed. */
  public RecordStream read(long from) {
    return new RecordStream(this, from);
  }
}
