// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses appends while the disk is too full, and keeps disk behind the file ahead of the writer: a
 * mapped page without disk behind it would kill the thread that touches it.
 */
final class SpaceFloor {

  private static final Logger LOG = LoggerFactory.getLogger(SpaceFloor.class);

  private static final long FIRST_STEP = 256 << 10;
  private static final long LARGEST_STEP = 4 << 20;
  private static final long LOOK_AGAIN_NANOS = 500_000_000L;

  private final Path directory;
  private final long floorBytes;
  private final LongSupplier usable;
  private long step = FIRST_STEP;
  private long looked;
  private boolean full;

  SpaceFloor(Path directory, long floorBytes) {
    this(directory, floorBytes, directory.toFile()::getUsableSpace);
  }

  SpaceFloor(Path directory, long floorBytes, LongSupplier usable) {
    this.directory = directory;
    this.floorBytes = floorBytes;
    this.usable = usable;
    this.looked = System.nanoTime() - LOOK_AGAIN_NANOS;
  }

  /** Throws QueueFullException when there is no room to begin a file. */
  void checkNewFile() {
    check(4L * ChronicleRun.OWN_BYTES);
  }

  /** Makes room for this much more; throws QueueFullException when that cannot be had. */
  void reserve(ChronicleRun run, long bytes) {
    long needed = run.position() + bytes + ChronicleRun.OWN_BYTES;
    if (needed <= run.reserved()) {
      if (full || System.nanoTime() - looked >= LOOK_AGAIN_NANOS) {
        check(0);
      }
      return;
    }
    boolean plenty = usable.getAsLong() - (needed + step - run.reserved()) >= floorBytes;
    long to = plenty ? needed + step : needed;
    check(to - run.reserved());
    step = Math.min(LARGEST_STEP, step * 2);
    try {
      run.reserve(to);
    } catch (IOException e) {
      full = true;
      throw refuse(String.valueOf(e.getMessage()));
    }
  }

  /** A new file starts with small steps again, so that a queue with little in it stays small. */
  void newFile() {
    step = FIRST_STEP;
  }

  private void check(long bytes) {
    long free = usable.getAsLong();
    looked = System.nanoTime();
    if (free == 0 && !Files.isDirectory(directory)) { // no directory has no disk
      full = true;
      throw new QueueFullException(gone(directory));
    }
    if (free - bytes < floorBytes) {
      full = true;
      throw refuse(megabytes(free) + " free");
    }
    if (full) {
      full = false;
      LOG.info("queue {} accepts messages again: {} free", directory, megabytes(free));
    }
  }

  private QueueFullException refuse(String figures) {
    return new QueueFullException(
        "queue "
            + directory
            + " accepts no messages: "
            + figures
            + " on its disk, "
            + megabytes(floorBytes)
            + " must stay free; make room, it resumes by itself");
  }

  /** Why a queue whose directory is gone accepts nothing. */
  static String gone(Path directory) {
    return "queue "
        + directory
        + " was removed while it was in use: put it back, or start wubot again for an empty one";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
