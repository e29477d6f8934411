// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads records in order across the files of a queue, past damage and removed files. Reads nothing
 * beyond the limit it is given, which is what is durable. One thread at a time.
 */
final class RecordReader implements AutoCloseable {

  private final Layout layout;
  private final Damage damage;
  private long next = 1;
  private long incarnation;
  private FileScan scan;
  private long scanLimit;
  private boolean positioned;
  private long nothingUpTo;
  private Path left; // the file before, null while it ended as it should
  private long leftAt;

  RecordReader(Layout layout, Damage damage) {
    this.layout = layout;
    this.damage = damage;
  }

  /** The sequence that is read next. */
  long next() {
    return next;
  }

  /** Reading goes on with this sequence, or the first one after it that there is. */
  void seek(long sequence) {
    if (sequence != next || !positioned) {
      left = null;
      next = sequence;
      closeScan();
      positioned = false;
    }
    nothingUpTo = 0;
  }

  /** Moves to the next record up to the limit; false when there is none. */
  boolean advance(long limit) throws IOException {
    while (next <= limit && limit > nothingUpTo) {
      if (scan == null && !locate()) {
        nothingUpTo = limit;
        return false;
      }
      if (next > scanLimit) {
        scan.refresh();
        scanLimit = limit;
      }
      FileScan.Step step = scan.step();
      if (step == FileScan.Step.RECORD) {
        if (take()) {
          return true;
        }
      } else if (step == FileScan.Step.SEALED || !resync()) {
        Path file = scan.path();
        long end = scan.offset();
        if (!nextFile()) {
          nothingUpTo = limit;
        } else {
          left = step == FileScan.Step.SEALED ? null : file;
          leftAt = end;
        }
      }
    }
    return false;
  }

  /** The record moved to is intact, but nobody can make a message of it. */
  void setAside() {
    damage.stretch(scan, scan.recordStart(), scan.offset());
    damage.missing(sequence(), sequence());
  }

  /**
   * The record moved to.
   *
   * @throws wubot.message.MalformedMessageException when a newer wubot wrote it
   */
  QueueRecord record() {
    return scan.record();
  }

  long sequence() {
    return scan.sequence();
  }

  long millis() {
    return scan.millis();
  }

  private boolean take() throws IOException {
    long sequence = scan.sequence();
    if (sequence < next) {
      return false;
    }
    if (sequence > next && positioned) {
      damage.missing(next, sequence - 1);
      endOfFileBefore();
    }
    left = null;
    positioned = true;
    next = sequence + 1;
    return true;
  }

  /** Where the missing records should be, when nothing readable followed them in their file. */
  private void endOfFileBefore() throws IOException {
    if (left == null) {
      return;
    }
    try (FileScan before = new FileScan(left, incarnation)) {
      if (before.size() > leftAt) {
        damage.stretch(before, leftAt, before.size());
      }
    } catch (NoSuchFileException e) { // removed since
      left = null;
    }
  }

  private boolean resync() throws IOException {
    long from = scan.offset();
    boolean found = scan.resync();
    if (found) {
      damage.stretch(scan, from, scan.offset());
    } else {
      scan.seek(from); // more may be written here
    }
    return found;
  }

  /** Opens the file in which the next record should be. */
  private boolean locate() throws IOException {
    incarnation = QueueIdentity.read(layout).map(QueueIdentity::incarnation).orElse(0L);
    List<Path> files = layout.files();
    for (int i = files.size() - 1; i >= 0; i--) {
      if (open(files.get(i)) && startsByNext()) {
        positioned = true; // should the wanted record not follow, it is missing
        return true;
      }
    }
    return scan != null;
  }

  /** Whether the first record of the file is the wanted one or one before it. */
  private boolean startsByNext() throws IOException {
    FileScan.Step step = scan.step();
    if (step != FileScan.Step.RECORD && scan.resync()) {
      step = scan.step();
    }
    boolean starts = step == FileScan.Step.RECORD && scan.sequence() <= next;
    scan.seek(0);
    return starts;
  }

  private boolean nextFile() throws IOException {
    List<Path> files = layout.files();
    int at = scan == null ? -1 : files.indexOf(scan.path());
    if (scan != null && at < 0) { // removed under us, with those before it
      at = firstAfter(files, scan.path()) - 1;
    }
    return at + 1 < files.size() && open(files.get(at + 1));
  }

  private static int firstAfter(List<Path> files, Path removed) {
    int at = 0;
    while (at < files.size() && files.get(at).compareTo(removed) < 0) {
      at++;
    }
    return at;
  }

  private boolean open(Path file) throws IOException {
    try {
      FileScan fresh = new FileScan(file, incarnation);
      closeScan();
      scan = fresh;
      scanLimit = 0;
      return true;
    } catch (NoSuchFileException e) { // removed since it was listed
      return false;
    }
  }

  private void closeScan() {
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }

  @Override
  public void close() {
    closeScan();
  }
}
