// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;

/**
 * The file behind a {@link FileStore}: writings one after the other, each with a checksum and a
 * number, and an index in memory of where the latest of each key stands.
 *
 * <p>Every process appends only while it holds the directory's lock, and first reads what the
 * others have appended. An incomplete record is therefore somebody's who is appending right now,
 * or, for the one who holds the lock, somebody's who died: it is cut off. A damaged record in the
 * middle is skipped; its key falls back to what stood there before.
 *
 * <p>When most of it is of the past, whoever appends writes the rest into a new file and renames it
 * over the old one; the others notice by the file's identity. Used by one thread.
 */
final class Journal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** Below this it is not worth writing anew. */
  private static final long SMALL = 1 << 20;

  /** Longer than the longest record. */
  private static final int CHUNK = 4 << 20;

  private static final int SHORT = 8192;

  private final Path directory;
  private final Path path;
  private final Changes changes;
  private final long small;
  private TreeMap<String, JournalPlace> index = new TreeMap<>(Limits.KEY_ORDER);
  private FileChannel file;
  private Object identity;
  private long end;
  private long synced;
  private long last;
  private long written;
  private long worthALook;
  private ByteBuffer pending = ByteBuffer.allocate(SHORT);

  /** Is told what was written, by whomever. */
  interface Changes {

    void changed(String key);

    /** Nobody knows which keys. */
    void anyChanged();
  }

  /** Opens nothing yet. */
  Journal(Path directory, Changes changes) {
    this(directory, changes, SMALL);
  }

  /**
   * Opens nothing yet.
   *
   * @param small bytes below which it is never written anew
   */
  Journal(Path directory, Changes changes, long small) {
    this.directory = directory;
    this.path = directory.resolve("journal");
    this.changes = changes;
    this.small = small;
    this.worthALook = small;
  }

  /** Takes up what others have appended; false when the lock is needed to go on. */
  boolean refresh(boolean locked) throws IOException {
    Object now = identityOnDisk();
    if (now == null) {
      if (!locked) {
        return false;
      }
      Records.writeFresh(directory, path);
      now = identityOnDisk();
    }
    if (file == null || !now.equals(identity) || file.size() < end) {
      reopen();
    }
    return readOn(locked);
  }

  Optional<Entry> get(String key) throws IOException {
    JournalPlace place = index.get(key);
    return place == null ? Optional.empty() : Optional.of(entry(key, place));
  }

  List<Entry> list(String prefix, String after, int max) throws IOException {
    List<Entry> found = new ArrayList<>();
    boolean fromPrefix = Limits.beginsAtPrefix(prefix, after);
    for (Map.Entry<String, JournalPlace> next :
        index.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
      if (found.size() == max || !next.getKey().startsWith(prefix)) {
        break;
      }
      found.add(entry(next.getKey(), next.getValue()));
    }
    return found;
  }

  Outcome create(String key, String value, Duration retain) {
    return index.containsKey(key)
        ? new Outcome.NotApplied()
        : new Outcome.Applied(put(key, value, retain));
  }

  Outcome replace(String key, long version, String value, Duration retain) {
    return stands(key, version)
        ? new Outcome.Applied(put(key, value, retain))
        : new Outcome.NotApplied();
  }

  Outcome delete(String key, long version) throws IOException {
    if (!stands(key, version)) {
      return new Outcome.NotApplied();
    }
    Entry gone = get(key).orElseThrow();
    append(new Records.Item(Records.DELETE, ++last, 0, key, new byte[0]));
    index.remove(key);
    changes.changed(key);
    return new Outcome.Applied(gone);
  }

  long nextToken() {
    append(new Records.Item(Records.NUMBER, ++last, 0, "", new byte[0]));
    return last;
  }

  /** Hands to the operating system what was written; needs the lock. */
  void flush() throws IOException {
    pending.flip();
    long to = end;
    try {
      while (pending.hasRemaining()) {
        to += file.write(pending, to);
      }
    } catch (IOException e) {
      file.truncate(end); // half a record is nobody's
      throw e;
    }
    end = to;
    written = last;
    pending = pending.capacity() > CHUNK ? ByteBuffer.allocate(SHORT) : pending.clear();
  }

  /** Writes the file anew without what is of the past, if that is most of it; needs the lock. */
  void tidy() throws IOException {
    if (end < worthALook) {
      return;
    }
    long now = System.nanoTime();
    long kept = 0;
    for (Map.Entry<String, JournalPlace> one : index.entrySet()) {
      if (!one.getValue().isExpired(now)) {
        kept += Records.overhead(one.getKey()) + one.getValue().length();
      }
    }
    if (kept < end / 2) {
      index.values().removeIf(place -> place.isExpired(now));
      rewrite();
    }
    worthALook = Math.max(small, 2 * end);
  }

  /** Brings everything that was read or written onto the disk. */
  void sync() throws IOException {
    if (file != null && synced < end) {
      long until = end;
      file.force(false);
      synced = until;
    }
  }

  /** Forgets everything, for what is in memory may not be what is on disk. */
  @Override
  public void close() {
    pending.clear();
    identity = null;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        LOG.debug("closing {}", path, e);
      }
      file = null;
    }
  }

  private boolean stands(String key, long version) {
    JournalPlace place = index.get(key);
    return place != null && place.version() == version;
  }

  private Entry put(String key, String value, Duration retain) {
    byte[] bytes = value.getBytes(UTF_8);
    var item = new Records.Item(Records.PUT, ++last, retain.toMillis(), key, bytes);
    append(item);
    index.put(key, JournalPlace.of(item, end + pending.position()));
    changes.changed(key);
    return new Entry(key, value, last);
  }

  private void append(Records.Item item) {
    int size = Records.size(item);
    if (pending.remaining() < size) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(2 * pending.capacity(), pending.position() + size));
      pending = larger.put(pending.flip());
    }
    Records.write(item, pending);
  }

  private Entry entry(String key, JournalPlace place) throws IOException {
    if (place.offset() + place.length() > end) {
      flush(); // read in the same turn in which it was written
    }
    return new Entry(
        key, new String(bytes(place.offset(), place.length()), UTF_8), place.version());
  }

  private byte[] bytes(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException(path + " has become shorter");
      }
    }
    return buffer.array();
  }

  private Object identityOnDisk() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void reopen() throws IOException {
    TreeMap<String, JournalPlace> before = index;
    long lastBefore = written;
    open();
    Records.checkHeader(path, file);
    index = new TreeMap<>(Limits.KEY_ORDER);
    last = 0;
    written = 0;
    end = Records.HEADER;
    synced = 0;
    readOn(false);
    if (last < lastBefore) {
      close();
      String how = "it was at " + lastBefore + " and is at " + last;
      index = before;
      written = lastBefore;
      throw new IOException(Rewound.message(how));
    }
    before.forEach((key, old) -> index.computeIfPresent(key, (same, now) -> now.knownAs(old)));
    changes.anyChanged();
  }

  /** The file that the path leads to, and what it is known by. */
  private void open() throws IOException {
    Object before;
    do {
      close();
      before = identityOnDisk();
      file = FileChannel.open(path, READ, WRITE);
      identity = identityOnDisk();
    } while (identity == null || !identity.equals(before)); // replaced meanwhile
  }

  private boolean readOn(boolean locked) throws IOException {
    long size = file.size();
    while (end < size) {
      ByteBuffer chunk = ByteBuffer.wrap(bytes(end, (int) Math.min(size - end, CHUNK)));
      boolean any = false;
      while (chunk.hasRemaining()) {
        int at = chunk.position();
        Optional<Records.Item> item = Records.read(chunk);
        if (item.isEmpty()) {
          chunk.position(at);
          break;
        }
        any = true;
        take(item.get(), end + chunk.position());
      }
      end += chunk.position();
      if (!any && !stuck(chunk, size, locked)) {
        return false;
      }
      size = file.size();
    }
    return true;
  }

  /** At something that is no record: cuts it off or steps over it, if the lock allows to. */
  private boolean stuck(ByteBuffer chunk, long size, boolean locked) throws IOException {
    if (!locked) {
      return false;
    }
    int next = Records.find(chunk);
    if (next > 0) {
      LOG.warn(
          "{}: {} damaged bytes at {}: what was written there is gone; what stood there before"
              + " holds again",
          path,
          next,
          end);
      end += next;
    } else if (size - end > CHUNK) {
      end += CHUNK / 2; // damage larger than any record
    } else {
      LOG.info("{}: cut off {} bytes at the end, of somebody who died writing", path, size - end);
      file.truncate(end);
    }
    return true;
  }

  private void take(Records.Item item, long endsAt) {
    last = Math.max(last, item.number());
    written = last;
    switch (item.type()) {
      case Records.PUT -> index.put(item.key(), JournalPlace.of(item, endsAt));
      case Records.DELETE -> index.remove(item.key());
      default -> {
        return;
      }
    }
    changes.changed(item.key());
  }

  private void rewrite() throws IOException {
    Path fresh = directory.resolve("journal.new");
    TreeMap<String, JournalPlace> moved = new TreeMap<>(Limits.KEY_ORDER);
    try (FileChannel out = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      Records.writeHeader(out, last);
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      for (Map.Entry<String, JournalPlace> one : index.entrySet()) {
        JournalPlace place = one.getValue();
        byte[] value = bytes(place.offset(), place.length());
        var item =
            new Records.Item(
                Records.PUT, place.version(), place.retainMillis(), one.getKey(), value);
        if (buffer.remaining() < Records.size(item)) {
          Records.drain(buffer, out);
        }
        Records.write(item, buffer);
        long offset = out.position() + buffer.position() - value.length;
        moved.put(one.getKey(), place.at(offset));
      }
      Records.drain(buffer, out);
      out.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    Disk.forceDirectory(directory);
    long number = last;
    open();
    index = moved;
    last = number;
    written = number;
    end = file.size();
    synced = end;
  }
}
