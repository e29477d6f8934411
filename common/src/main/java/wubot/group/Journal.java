// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is behind a {@link FileStore}: writings one after the other, and an index in memory of where
 * the latest of each key stands.
 *
 * <p>There is no lock, so nobody can hold one while it stands still. Every process appends when it
 * wants to, and notes how far it had read by then; a record counts unless its key was changed
 * between that point and the record itself. Everybody who reads the file comes to the same
 * conclusion, its writer too: it reads its own records back to learn what became of them. The
 * position after a record in the journal is its version, so versions and numbers only grow.
 *
 * <p>An incomplete record is somebody's who is appending right now, or who died or found the disk
 * full in the middle of it; in that case another one follows, and it is stepped over. So is a
 * damaged one: its key falls back to what stood there before.
 *
 * <p>When most of a file is of the past, somebody appends a seal. Nothing after it counts; what
 * stood at that point is written into the next file by whoever needs it first, see {@link
 * JournalFiles}. Used by one thread.
 */
final class Journal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** Bytes below which it is usually not worth writing anew. */
  static final long SMALL = 1 << 20;

  /** Twice as long as the longest record, and more. */
  private static final int CHUNK = 4 << 20;

  /** What whoever has sealed a file is left to write the next one before others do it as well. */
  private static final long LEFT_TO_SEALER = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long UNSEEN = -1;
  private static final long TOO_LATE = 0;

  private final Path directory;
  private final JournalFiles files;
  private final Changes changes;
  private final Trip trip;
  private final long small;
  private final long writer = new SecureRandom().nextLong();
  private final Map<Long, Long> fates = new HashMap<>(); // own serials: their version, or TOO_LATE
  private JournalIndex index = new JournalIndex();
  private Optional<JournalFile> open = Optional.empty();
  private long serial;
  private long end;
  private long synced;
  private boolean sealed;
  private long reached;
  private long worthALook;

  /** Is told what was written, by whomever. */
  interface Changes {

    void changed(String key);

    /** Nobody knows which keys. */
    void anyChanged();
  }

  /** How what is in a file gets onto the disk. */
  interface Trip {
    void take(JournalFile file) throws IOException;
  }

  /**
   * Opens nothing yet.
   *
   * @param small bytes below which a file is not written anew
   */
  Journal(Path directory, Changes changes, Trip trip, long small) {
    this.directory = directory;
    this.files = new JournalFiles(directory, writer);
    this.changes = changes;
    this.trip = trip;
    this.small = small;
    this.worthALook = small;
  }

  /** Takes up what others have appended. */
  void refresh() throws IOException {
    if (open.isEmpty() || !open.get().isInPlace() || open.get().size() < end) {
      reopen();
    }
    readOn();
    while (sealed && isFollowed()) {
      reopen();
    }
  }

  Optional<Entry> get(String key) throws IOException {
    Optional<JournalPlace> place = index.place(key);
    return place.isEmpty() ? Optional.empty() : Optional.of(entry(key, place.get()));
  }

  List<Entry> list(String prefix, String after, int max) throws IOException {
    List<Entry> found = new ArrayList<>();
    boolean fromPrefix = Limits.beginsAtPrefix(prefix, after);
    for (Map.Entry<String, JournalPlace> next :
        index.after(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
      if (found.size() == max || !next.getKey().startsWith(prefix)) {
        break;
      }
      found.add(entry(next.getKey(), next.getValue()));
    }
    return found;
  }

  /**
   * Writes what can be written; it is on the disk only after {@link #sync}.
   *
   * @return what became of each, none of it unknown; a number is the version of its outcome
   * @throws IOException when nobody can tell
   */
  List<Outcome> change(List<Change> wanted) throws IOException {
    TreeMap<Integer, Outcome> outcomes = new TreeMap<>();
    while (outcomes.size() < wanted.size()) {
      refreshUnsealed();
      Map<Long, Attempt> attempts = new LinkedHashMap<>();
      for (int i = 0; i < wanted.size(); i++) {
        Change change = wanted.get(i);
        if (!outcomes.containsKey(i) && stands(change)) {
          boolean deletes = change.type() == Records.DELETE;
          attempts.put(
              ++serial, new Attempt(i, change, deletes ? get(change.key()) : Optional.empty()));
        } else {
          outcomes.putIfAbsent(i, new Outcome.NotApplied());
        }
      }
      append(attempts);
      for (Map.Entry<Long, Attempt> one : attempts.entrySet()) {
        long version = fates.getOrDefault(one.getKey(), UNSEEN);
        if (version > TOO_LATE) {
          outcomes.put(one.getValue().which(), one.getValue().outcome(version));
        } else if (version == UNSEEN && !sealed) {
          throw new IOException("what was written cannot be read back");
        }
      }
      fates.clear();
    }
    return List.copyOf(outcomes.values());
  }

  /** Writes the rest into the next file if most of this one is of the past. */
  void tidy() throws IOException {
    if (open.isEmpty() || sealed || end < worthALook) {
      return;
    }
    long now = System.nanoTime();
    long kept = 0;
    for (Map.Entry<String, JournalPlace> one : index.all().entrySet()) {
      if (!one.getValue().isExpired(now)) {
        kept += Records.overhead(one.getKey()) + one.getValue().length();
      }
    }
    worthALook = Math.max(small, 2 * end);
    if (kept < end / 2) {
      seal();
    }
  }

  private void seal() throws IOException {
    try {
      draft();
    } catch (IOException e) {
      LOG.warn("{}: there is no room to write it anew, so it only grows", directory, e);
      return;
    }
    long drafted = position();
    var seal = new Records.Item(Records.SEAL, writer, 0, drafted, 0, "", new byte[0]);
    append(List.of(seal));
    if (position() - Records.size(seal) != drafted) {
      draft(); // somebody has written meanwhile
    }
    follow();
  }

  /** Brings everything that was read or written onto the disk. */
  void sync() throws IOException {
    if (open.isPresent() && synced < end) {
      long until = end;
      trip.take(open.get());
      synced = until;
    }
  }

  /** Forgets everything, for what is in memory may not be what is on disk. */
  @Override
  public void close() {
    open.ifPresent(JournalFile::close);
    open = Optional.empty();
  }

  private record Attempt(int which, Change change, Optional<Entry> before) {

    Outcome outcome(long version) {
      return new Outcome.Applied(
          change.type() == Records.DELETE
              ? before.orElseThrow()
              : new Entry(change.key(), change.value(), version));
    }
  }

  private boolean stands(Change change) {
    return change.type() == Records.NUMBER
        || change.version()
            == index.place(change.key()).map(JournalPlace::version).orElse(Change.NOTHING);
  }

  private long position() {
    return open.map(JournalFile::base).orElse(0L) + end;
  }

  private void append(Map<Long, Attempt> attempts) throws IOException {
    List<Records.Item> items = new ArrayList<>();
    attempts.forEach(
        (number, attempt) -> {
          Change change = attempt.change();
          byte[] value = change.value().getBytes(UTF_8);
          long retain = change.retain().toMillis();
          items.add(
              new Records.Item(
                  change.type(), writer, number, position(), retain, change.key(), value));
        });
    append(items);
  }

  /** Appends them in as few pieces as possible, and reads what became of them. */
  private void append(List<Records.Item> items) throws IOException {
    int from = 0;
    while (from < items.size()) {
      int size = 0;
      int to = from;
      while (to < items.size() && (to == from || size + Records.size(items.get(to)) <= CHUNK)) {
        size += Records.size(items.get(to++));
      }
      ByteBuffer records = ByteBuffer.allocate(size);
      items.subList(from, to).forEach(item -> Records.write(item, records));
      file().append(records.flip());
      from = to;
    }
    readOn();
  }

  private JournalFile file() throws IOException {
    return open.orElseThrow(() -> new IOException(directory + " is not open"));
  }

  private Entry entry(String key, JournalPlace place) throws IOException {
    byte[] value = file().bytes(place.offset(), place.length());
    return new Entry(key, new String(value, UTF_8), place.version());
  }

  private void readOn() throws IOException {
    JournalFile file = file();
    long size = file.size();
    while (end < size && !sealed) {
      ByteBuffer chunk = ByteBuffer.wrap(file.bytes(end, (int) Math.min(size - end, CHUNK)));
      long chunkAt = end;
      int at = 0;
      while (chunk.hasRemaining() && !sealed) {
        at = chunk.position();
        Optional<Records.Item> item = Records.read(chunk);
        if (item.isEmpty()) {
          break;
        }
        at = chunk.position();
        end = chunkAt + at;
        take(item.get());
      }
      if (at == 0 && !stepOver(chunk.position(0), size)) {
        return; // somebody is appending just now
      }
      size = file.size();
    }
    reached = Math.max(reached, position());
  }

  /** At something that is no record: false unless one follows, so that it will never be one. */
  private boolean stepOver(ByteBuffer chunk, long size) {
    int next = Records.find(chunk);
    if (next == 0 && size - end <= CHUNK) {
      return false;
    }
    long over = next > 0 ? next : CHUNK / 2; // damage larger than any record
    LOG.warn(
        "{}: {} bytes at {} are no record: somebody died or found the disk full while he wrote, or"
            + " they are damaged; what stood there before holds",
        open.map(JournalFile::path).orElse(directory),
        over,
        end);
    end += over;
    return true;
  }

  private void take(Records.Item item) {
    boolean counts = index.take(item, position(), end);
    if (item.writer() == writer) {
      fates.put(item.serial(), counts ? position() : TOO_LATE);
    }
    if (item.type() == Records.SEAL) {
      sealed = true;
    } else if (counts && !item.key().isEmpty()) {
      changes.changed(item.key());
    }
  }

  /** Up to the end of a file that can be written. */
  private void refreshUnsealed() throws IOException {
    refresh();
    while (sealed) {
      long patience = System.nanoTime() + LEFT_TO_SEALER;
      while (!isFollowed() && System.nanoTime() - patience < 0) {
        LockSupport.parkNanos(1_000_000);
      }
      if (isFollowed()) {
        reopen();
      } else {
        draft();
        follow();
      }
    }
  }

  private boolean isFollowed() throws IOException {
    OptionalLong last = files.last();
    return last.isPresent() && last.getAsLong() > file().base();
  }

  /** What stands now, for the next file. */
  private void draft() throws IOException {
    long now = System.nanoTime();
    files.draft(
        draft -> {
          for (Map.Entry<String, JournalPlace> one : index.all().entrySet()) {
            JournalPlace place = one.getValue();
            if (!place.isExpired(now)) {
              byte[] value = file().bytes(place.offset(), place.length());
              draft.add(
                  new Records.Item(
                      Records.KEPT,
                      writer,
                      0,
                      place.version(),
                      place.retainMillis(),
                      one.getKey(),
                      value));
            }
          }
        });
  }

  /** Makes the draft the next file, or finds that somebody has. */
  private void follow() throws IOException {
    files.publish(position());
    reopen();
    files.removeBefore(file().base());
  }

  private void reopen() throws IOException {
    JournalIndex before = index;
    close();
    open = Optional.of(files.open());
    index = new JournalIndex();
    end = Records.HEADER;
    synced = 0;
    sealed = false;
    worthALook = small;
    readOn();
    if (position() < reached) {
      String how = "it was at " + reached + " and is at " + position();
      close();
      index = before;
      throw new IOException(Rewound.message(how));
    }
    index.knownAs(before);
    changes.anyChanged();
  }
}
