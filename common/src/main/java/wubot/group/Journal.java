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
 * <p>When most of a file is of the past, somebody appends a seal. Nothing after it counts; what
 * stood at that point is written into the next file by whoever needs it first, see {@link
 * JournalFiles}. Used by one thread.
 */
final class Journal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** Bytes below which it is usually not worth writing anew. */
  static final long SMALL = 1 << 20;

  /** Bytes that are appended at once, or one record. */
  private static final int PIECE = 4 << 20;

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
  private Optional<JournalReader> reader = Optional.empty();
  private JournalIndex known = new JournalIndex();
  private long reached;
  private long serial;
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
  }

  /** Takes up what others have appended. */
  void refresh() throws IOException {
    if (reader.isEmpty() || !reader.get().isGood()) {
      reopen();
    }
    readOn();
    while (reader().isSealed() && isFollowed()) {
      reopen();
    }
  }

  Optional<Entry> get(String key) throws IOException {
    Optional<JournalPlace> place = reader().index().place(key);
    return place.isEmpty() ? Optional.empty() : Optional.of(reader().entry(key, place.get()));
  }

  List<Entry> list(String prefix, String after, int max) throws IOException {
    List<Entry> found = new ArrayList<>();
    boolean fromPrefix = Limits.beginsAtPrefix(prefix, after);
    for (Map.Entry<String, JournalPlace> next :
        reader().index().after(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
      if (found.size() == max || !next.getKey().startsWith(prefix)) {
        break;
      }
      found.add(reader().entry(next.getKey(), next.getValue()));
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
        if (outcomes.containsKey(i)) {
          continue;
        }
        if (stands(wanted.get(i))) {
          attempts.put(++serial, attempt(i, wanted.get(i)));
        } else {
          outcomes.put(i, new Outcome.NotApplied());
        }
      }
      append(attempts);
      for (Map.Entry<Long, Attempt> one : attempts.entrySet()) {
        long version = fates.getOrDefault(one.getKey(), UNSEEN);
        if (version > TOO_LATE) {
          outcomes.put(one.getValue().which(), one.getValue().outcome(version));
        } else if (version == UNSEEN && !reader().isSealed()) {
          throw new IOException("what was written cannot be read back");
        }
      }
      fates.clear();
    }
    return List.copyOf(outcomes.values());
  }

  /** Writes the rest into the next file if most of this one is of the past. */
  void tidy() throws IOException {
    if (reader.isEmpty() || reader.get().isSealed() || reader.get().end() < worthALook) {
      return;
    }
    long end = reader.get().end();
    worthALook = Math.max(small, 2 * end);
    if (reader.get().kept() < end / 2) {
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
    long drafted = reader().position();
    Records.Item seal = Records.seal(writer, drafted);
    append(List.of(seal));
    if (!reader().isSealed()) {
      throw new IOException("the seal cannot be read back");
    }
    if (reader().position() - Records.size(seal) != drafted) {
      draft(); // somebody has written meanwhile
    }
    follow();
  }

  /** Brings everything that was read or written onto the disk. */
  void sync() throws IOException {
    if (reader.isPresent()) {
      reader.get().sync(trip);
    }
  }

  /** Forgets everything, for what is in memory may not be what is on disk. */
  @Override
  public void close() {
    reader.ifPresent(
        one -> {
          known = one.index();
          one.close();
        });
    reader = Optional.empty();
  }

  private record Attempt(int which, Change change, Optional<Entry> before) {

    Outcome outcome(long version) {
      return new Outcome.Applied(
          change.type() == Records.DELETE
              ? before.orElseThrow()
              : new Entry(change.key(), change.value(), version));
    }
  }

  private Attempt attempt(int which, Change change) throws IOException {
    boolean deletes = change.type() == Records.DELETE;
    return new Attempt(which, change, deletes ? get(change.key()) : Optional.empty());
  }

  private boolean stands(Change change) throws IOException {
    Optional<JournalPlace> place = reader().index().place(change.key());
    return change.type() == Records.NUMBER
        || change.version() == place.map(JournalPlace::version).orElse(Change.NOTHING);
  }

  private void append(Map<Long, Attempt> attempts) throws IOException {
    long position = reader().position();
    List<Records.Item> items = new ArrayList<>();
    attempts.forEach(
        (number, attempt) -> {
          Change change = attempt.change();
          byte[] value = change.value().getBytes(UTF_8);
          long retain = change.retain().toMillis();
          items.add(
              new Records.Item(
                  change.type(), writer, number, position, retain, change.key(), value));
        });
    append(items);
  }

  /** Appends them in as few pieces as possible, and reads what became of them. */
  private void append(List<Records.Item> items) throws IOException {
    int from = 0;
    while (from < items.size()) {
      int size = 0;
      int to = from;
      while (to < items.size() && (to == from || size + Records.size(items.get(to)) <= PIECE)) {
        size += Records.size(items.get(to++));
      }
      ByteBuffer records = ByteBuffer.allocate(size);
      items.subList(from, to).forEach(item -> Records.write(item, records));
      reader().file().append(records.flip());
      from = to;
    }
    readOn();
  }

  private JournalReader reader() throws IOException {
    return reader.orElseThrow(() -> new IOException(directory + " is not open"));
  }

  private void readOn() throws IOException {
    reader().readOn();
    reached = Math.max(reached, reader().position());
  }

  private void taken(Records.Item item, long version, boolean counts) {
    if (item.writer() == writer) {
      fates.put(item.serial(), counts ? version : TOO_LATE);
    }
    if (counts && !item.key().isEmpty()) {
      changes.changed(item.key());
    }
  }

  /** Up to the end of a file that can be written. */
  private void refreshUnsealed() throws IOException {
    refresh();
    while (reader().isSealed()) {
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
    return last.isPresent() && last.getAsLong() > reader().file().base();
  }

  /** Of what stands now, for the next file. */
  private void draft() throws IOException {
    files.draft(reader()::keep);
  }

  /** Makes the draft the next file, or finds that somebody has. */
  private void follow() throws IOException {
    files.publish(reader().position());
    reopen();
    files.removeBefore(reader().file().base());
  }

  private void reopen() throws IOException {
    close();
    var fresh = new JournalReader(files.open(), this::taken);
    reader = Optional.of(fresh);
    worthALook = small;
    fresh.readOn();
    if (fresh.position() < reached) {
      String how = "it was at " + reached + " and is at " + fresh.position();
      close();
      throw new IOException(Rewound.message(how));
    }
    reached = fresh.position();
    fresh.index().knownAs(known);
    known = new JournalIndex();
    changes.anyChanged();
  }
}
