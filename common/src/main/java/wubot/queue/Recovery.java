// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;
import wubot.disk.SteadyFile;

/**
 * Finds out, from the records themselves, where the last appender stopped: from the checkpoint on,
 * every file is read to its end. What was never acknowledged and is not there whole is cut off,
 * with all that follows it; what is left is forced, so that readers see nothing that the disk does
 * not have.
 */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private record Found(long sequence, long own, Optional<LinkStamp> stamp) {}

  private final Layout layout;
  private final long incarnation;
  private final SetAside aside;
  private long known; // everything up to here is known to have been on the disk
  private AppendState state;
  private String lastFile = "";
  private long lastOffset;

  private Recovery(Layout layout, long incarnation, SetAside aside) throws IOException {
    this.layout = layout;
    this.incarnation = incarnation;
    this.aside = aside;
    this.known = head(layout);
    for (Path cursor : Disk.list(layout.cursors())) {
      known = Math.max(known, CursorFile.peek(cursor));
    }
  }

  /** Brings the files in order and returns the state to go on with, and the place it stands for. */
  static Checkpoint run(Layout layout, long incarnation, SetAside aside) throws IOException {
    Recovery recovery = new Recovery(layout, incarnation, aside);
    recovery.replay();
    long seen = recovery.known;
    if (seen > recovery.state.last()) {
      LOG.warn(
          "{}: records {} to {} were acknowledged and are not on disk any more",
          layout.directory(),
          recovery.state.last() + 1,
          seen);
      recovery.state.skipTo(seen);
    }
    return new Checkpoint(recovery.state, recovery.lastFile, recovery.lastOffset);
  }

  private static long head(Layout layout) throws IOException {
    try (HeadFile file = HeadFile.reading(layout.head())) {
      return file.read().orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void replay() throws IOException {
    Optional<Checkpoint> read = Checkpoint.read(layout);
    if (read.isEmpty()) {
      LOG.warn(
          "{} is damaged: reading all records instead; what was received along links whose records"
              + " are removed already may be received again",
          layout.checkpoint());
    }
    Checkpoint from = read.orElse(Checkpoint.NONE);
    state = from.state().copy();
    lastFile = from.file();
    lastOffset = from.offset();
    List<Path> files = new ArrayList<>(layout.files());
    files.removeIf(file -> name(file).compareTo(from.file()) < 0);
    for (Path file : files) {
      learn(file, name(file).equals(from.file()) ? from.offset() : 0);
    }
    for (Path file : files) {
      replay(file, name(file).equals(from.file()) ? from.offset() : 0);
    }
  }

  private String name(Path file) {
    return layout.records().relativize(file).toString();
  }

  /**
   * Each record says what was on the disk when it was written. What that covers and cannot be read
   * was damaged; what is missing beyond it never got there.
   */
  private void learn(Path file, long offset) throws IOException {
    try (FileScan scan = new FileScan(file, incarnation)) {
      scan.seek(offset);
      while (true) {
        FileScan.Step step = scan.step();
        if (step == FileScan.Step.RECORD) {
          known = Math.max(known, scan.forced());
        } else if (step == FileScan.Step.SEALED || !scan.resync()) {
          return;
        }
      }
    }
  }

  private void replay(Path file, long offset) throws IOException {
    List<Found> batch = new ArrayList<>();
    long good = 0; // where the last whole batch ends
    long begun = 0; // where the batch at hand begins
    long end;
    boolean sealed = false;
    boolean torn = false;
    long damagedFrom = -1;
    try (FileScan scan = new FileScan(file, incarnation)) {
      scan.seek(offset);
      long stop = offset;
      while (true) {
        FileScan.Step step = scan.step();
        if (step == FileScan.Step.RECORD) {
          if (batch.isEmpty()) {
            begun = scan.recordStart();
          }
          long due = 1 + (batch.isEmpty() ? state.last() : batch.get(batch.size() - 1).sequence());
          if (scan.sequence() > due && due > known) {
            torn = true; // a force brings all that was written before: none came back after this
            break;
          }
          if (damagedFrom >= 0) {
            aside.stretch(scan, damagedFrom, scan.recordStart());
            damagedFrom = -1;
          }
          batch.add(new Found(scan.sequence(), scan.own(), scan.stamp()));
          stop = scan.offset();
          if (scan.endsBatch()) {
            accept(batch);
            good = stop;
          }
        } else if (step == FileScan.Step.SEALED) {
          sealed = true;
          break;
        } else {
          long from = scan.offset();
          if (!scan.resync()) {
            break;
          }
          damagedFrom = from;
        }
      }
      end = scan.size();
      if (sealed || (!batch.isEmpty() && batch.get(batch.size() - 1).sequence() <= known)) {
        accept(batch); // a file is sealed between batches; and what readers saw was a whole one
        good = stop;
      }
      if (!sealed && good > 0 && good < end && state.last() < known) {
        aside.stretch(scan, good, end); // something acknowledged should be here
      }
    }
    if (torn || !batch.isEmpty()) {
      LOG.info("{}: what an append that was cut short left behind is dropped", file);
      if (good == 0) {
        // No whole batch before it here. Its numbers are given out again, so it must not be read.
        cut(file, begun);
      }
    }
    if (good > 0) {
      finish(file, good, sealed ? good : end);
    }
  }

  private void accept(List<Found> batch) {
    for (Found found : batch) {
      state.replay(found.sequence(), found.own(), found.stamp());
    }
    batch.clear();
  }

  private void finish(Path file, long good, long end) throws IOException {
    if (good < end) {
      cut(file, good);
    } else {
      try (SteadyFile open = SteadyFile.writing(file)) {
        open.force();
      }
    }
    lastFile = name(file);
    lastOffset = good;
  }

  private static void cut(Path file, long size) throws IOException {
    try (SteadyFile open = SteadyFile.writing(file)) {
      open.truncate(size);
      open.force();
    }
  }
}
