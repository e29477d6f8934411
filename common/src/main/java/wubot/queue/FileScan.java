// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import wubot.disk.SteadyFile;

/**
 * Walks through the records of one Chronicle cycle file without mapping it, so that no damage,
 * truncation or full disk can do more than show up as {@link Step#DAMAGE}.
 *
 * <p>A cycle file is a chain of documents: a little-endian int with the length in its low 30 bits,
 * a bit for Chronicle's own data (header, index) and one for "not complete", then the bytes, then
 * padding to four. Nothing is trusted: a record counts when its own checksum fits, and after damage
 * the next such record is searched for.
 */
final class FileScan implements AutoCloseable {

  /** What lies at the place where the scan stands. */
  enum Step {
    /** An intact record, now the current one; the scan stands behind it. */
    RECORD,
    /** Something else; the scan has not moved, {@link #resync} looks for the next record. */
    DAMAGE,
    /** Nothing was written from here on, or the file ends. */
    END,
    /** Chronicle's mark: the next record is in another file. */
    SEALED
  }

  private static final int WINDOW = 64 << 10;
  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int META = 0x4000_0000;
  private static final int LENGTH_MASK = 0x3FFF_FFFF;

  private final SteadyFile file;
  private final long incarnation;
  private byte[] window = new byte[WINDOW];
  private long windowStart;
  private int windowSize;
  private long offset;
  private long record = -1;
  private long found = -1; // where resync found a record

  FileScan(Path path, long incarnation) throws IOException {
    this.file = SteadyFile.reading(path);
    this.incarnation = incarnation;
  }

  Path path() {
    return file.path();
  }

  /** Where the scan stands, in bytes from the start of the file. */
  long offset() {
    return offset;
  }

  void seek(long position) {
    offset = position;
  }

  /** Forgets what was read ahead, to be called when more may have been written since. */
  void refresh() {
    windowSize = 0;
  }

  /** Looks at what lies here; only RECORD moves the scan. */
  Step step() throws IOException {
    while (true) {
      if (offset == found) { // its document's own header may be what is damaged
        available(offset + 4, RecordFormat.HEADER);
        int length = RecordFormat.length(window, (int) (offset + 4 - windowStart));
        return isRecord(offset + 4, length) ? take(offset + 4, length) : Step.DAMAGE;
      }
      if (available(offset, 4) < 4) {
        return Step.END;
      }
      int header = header();
      if (header == 0) {
        return Step.END;
      }
      if (header == (NOT_COMPLETE | META)) {
        return Step.SEALED;
      }
      int length = header & LENGTH_MASK;
      if ((header & NOT_COMPLETE) != 0) {
        return Step.DAMAGE;
      }
      if ((header & META) == 0) {
        return isRecord(offset + 4, length) ? take(offset + 4, length) : Step.DAMAGE;
      }
      long next = after(offset + 4, length);
      if (next > file.size()) {
        return Step.DAMAGE;
      }
      offset = next;
    }
  }

  private Step take(long at, int length) {
    record = at;
    offset = after(at, length);
    return Step.RECORD;
  }

  private static long after(long at, int length) {
    return (at + length + 3) & ~3L;
  }

  private int header() {
    int at = (int) (offset - windowStart);
    return (window[at] & 0xFF)
        | (window[at + 1] & 0xFF) << 8
        | (window[at + 2] & 0xFF) << 16
        | (window[at + 3] & 0xFF) << 24;
  }

  private boolean isRecord(long at, int length) throws IOException {
    return length >= RecordFormat.HEADER
        && length <= RecordFormat.MAX_BYTES
        && available(at, RecordFormat.HEADER) >= RecordFormat.HEADER
        && RecordFormat.isHeader(window, (int) (at - windowStart), length, incarnation)
        && available(at, length) >= length
        && RecordFormat.isIntact(window, (int) (at - windowStart), length);
  }

  /**
   * Moves on from damage to the next intact record.
   *
   * @return false when there is none; the scan then stands at the end of the file
   */
  boolean resync() throws IOException {
    record = -1;
    long at = (offset + 4 + 3) & ~3L;
    while (true) {
      int there = available(at, RecordFormat.HEADER);
      if (there < RecordFormat.HEADER) {
        offset = file.size();
        return false;
      }
      int from = (int) (at - windowStart);
      int last = windowSize - RecordFormat.HEADER;
      while (from <= last && RecordFormat.magic(window, from) != RecordFormat.MAGIC) {
        from += 4;
      }
      at = windowStart + from;
      if (from <= last && isRecord(at, RecordFormat.length(window, from))) {
        offset = at - 4;
        found = offset;
        return true;
      }
      if (from <= last) {
        at += 4;
      }
    }
  }

  /** Makes at least this many bytes from that place visible; says how many there are. */
  private int available(long at, int needed) throws IOException {
    if (at >= windowStart && at + needed <= windowStart + windowSize) {
      return needed;
    }
    if (window.length < needed) {
      window = new byte[Math.max(needed, window.length * 2)];
    }
    windowStart = at;
    windowSize = file.read(ByteBuffer.wrap(window), at);
    return Math.min(windowSize, needed);
  }

  long sequence() {
    return RecordFormat.sequence(window, currentAt());
  }

  /** Up to here everything was on the disk when the current record was written; 0: not known. */
  long forced() {
    return RecordFormat.forced(window, currentAt());
  }

  long incarnation() {
    return RecordFormat.incarnation(window, currentAt());
  }

  long own() {
    return RecordFormat.own(window, currentAt());
  }

  long millis() {
    return RecordFormat.millis(window, currentAt());
  }

  boolean endsBatch() {
    return RecordFormat.endsBatch(window, currentAt());
  }

  Optional<LinkStamp> stamp() {
    return RecordFormat.stamp(window, currentAt());
  }

  QueueRecord record() {
    return RecordFormat.decode(window, currentAt());
  }

  /** The current record lies whole in the window until the next step. */
  private int currentAt() {
    return (int) (record - windowStart);
  }

  /** Whether there is a current record. */
  boolean current() {
    return record >= 0;
  }

  /** Where the document of the current record begins. */
  long recordStart() {
    return record - 4;
  }

  /** The bytes between two places, at most {@code limit} of them. */
  byte[] bytes(long from, long to, int limit) throws IOException {
    ByteBuffer copy = ByteBuffer.allocate((int) Math.min(limit, Math.max(0, to - from)));
    int size = file.read(copy, from);
    return Arrays.copyOf(copy.array(), size);
  }

  long size() throws IOException {
    return file.size();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new QueueException("cannot close " + file.path() + ": " + e.getMessage(), e);
    }
  }
}
