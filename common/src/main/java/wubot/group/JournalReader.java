// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where in a {@link JournalFile} this process stands: what it has read of it, and what that says.
 *
 * <p>An incomplete record is somebody's who is appending right now, or who died or found the disk
 * full in the middle of it; in that case another one follows, and it is stepped over. So is a
 * damaged one: its key falls back to what stood there before.
 */
final class JournalReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

  /** Twice as long as the longest record, and more. */
  private static final int CHUNK = 4 << 20;

  private final JournalFile file;
  private final Taken taken;
  private final JournalIndex index = new JournalIndex();
  private long end = Records.HEADER;
  private long synced;
  private boolean sealed;

  /** Is told of every record. */
  interface Taken {
    /**
     * One was read.
     *
     * @param version the position after it
     * @param counts whether it was not too late
     */
    void taken(Records.Item item, long version, boolean counts);
  }

  /** At its beginning. */
  JournalReader(JournalFile file, Taken taken) {
    this.file = file;
    this.taken = taken;
  }

  JournalFile file() {
    return file;
  }

  JournalIndex index() {
    return index;
  }

  /** Whether nothing that follows counts. */
  boolean isSealed() {
    return sealed;
  }

  /** How many bytes of the file were read. */
  long end() {
    return end;
  }

  /** Up to where in the journal. */
  long position() {
    return file.base() + end;
  }

  /** Whether it can go on where it is; not when somebody put another file there, or cut it. */
  boolean isGood() throws IOException {
    return file.isInPlace() && file.size() >= end;
  }

  Entry entry(String key, JournalPlace place) throws IOException {
    byte[] value = file.bytes(place.offset(), place.length());
    return new Entry(key, new String(value, UTF_8), place.version());
  }

  /** What stands and is to be kept, for the next file. */
  void keep(JournalFiles.Draft draft) throws IOException {
    long now = System.nanoTime();
    for (Map.Entry<String, JournalPlace> one : index.all().entrySet()) {
      JournalPlace place = one.getValue();
      if (!place.isExpired(now)) {
        byte[] value = file.bytes(place.offset(), place.length());
        draft.add(Records.kept(one.getKey(), place, value));
      }
    }
  }

  /** How many bytes that would be. */
  long kept() {
    long now = System.nanoTime();
    long kept = 0;
    for (Map.Entry<String, JournalPlace> one : index.all().entrySet()) {
      if (!one.getValue().isExpired(now)) {
        kept += Records.overhead(one.getKey()) + one.getValue().length();
      }
    }
    return kept;
  }

  /** Brings everything that was read onto the disk. */
  void sync(Journal.Trip trip) throws IOException {
    if (synced < end) {
      long until = end;
      trip.take(file);
      synced = until;
    }
  }

  /** Reads what others have appended, and this process too. */
  void readOn() throws IOException {
    long size = file.size();
    while (end < size && !sealed) {
      ByteBuffer chunk = ByteBuffer.wrap(file.bytes(end, (int) Math.min(size - end, CHUNK)));
      long before = end;
      records(chunk);
      if (end == before && !stepOver(chunk.rewind(), size)) {
        break; // somebody is appending just now
      }
      size = file.size();
    }
  }

  private void records(ByteBuffer chunk) {
    long begin = end;
    while (chunk.hasRemaining() && !sealed) {
      var item = Records.read(chunk);
      if (item.isEmpty()) {
        return;
      }
      end = begin + chunk.position();
      sealed = item.get().type() == Records.SEAL;
      boolean counts = index.take(item.get(), position(), end);
      taken.taken(item.get(), position(), counts);
    }
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
        file.path(),
        over,
        end);
    end += over;
    return true;
  }

  @Override
  public void close() {
    file.close();
  }
}
