// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;
import wubot.disk.Refusal;

/**
 * Removes files whose records every cursor has committed and that have been kept long enough. A
 * queue without cursors keeps everything, and so does one whose cursor cannot be read.
 */
final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private record First(long sequence, long millis) {}

  private final Layout layout;
  private final long incarnation;
  private final Clock clock;
  private final Duration keep;
  private final QueueMetrics metrics;
  private final Map<Path, First> firsts = new HashMap<>();

  Retention(Layout layout, long incarnation, Clock clock, Duration keep, QueueMetrics metrics) {
    this.layout = layout;
    this.incarnation = incarnation;
    this.clock = clock;
    this.keep = keep;
    this.metrics = metrics;
  }

  /**
   * Removes what may go.
   *
   * @param checkpointed the sequence up to which a checkpoint remembers what came along links
   */
  synchronized void run(long checkpointed) {
    try {
      List<Path> cursors = Disk.list(layout.cursors());
      long committed = checkpointed;
      for (Path cursor : cursors) {
        committed = Math.min(committed, CursorFile.peek(cursor));
      }
      if (!cursors.isEmpty()) {
        remove(committed);
      }
    } catch (IOException e) { // nothing is lost, it is tried again
      LOG.warn(Refusal.cannot("tidy", layout.directory(), e));
    }
  }

  private void remove(long committed) throws IOException {
    List<Path> files = layout.files();
    long before = clock.millis() - keep.toMillis();
    for (int i = 0; i + 1 < files.size(); i++) {
      Optional<First> next = firstOf(files.subList(i + 1, files.size()));
      if (next.isEmpty() || next.get().sequence() - 1 > committed || next.get().millis() > before) {
        return;
      }
      Path file = files.get(i);
      Files.deleteIfExists(file);
      Disk.forceDirectory(file.getParent()); // in this order on the disk too: never a hole
      firsts.remove(file);
      metrics.filesRemoved.increment();
      LOG.debug("{} removed: everything in it was read", file);
      if (!files.get(i + 1).getParent().equals(file.getParent())) {
        removeRun(file.getParent());
      }
    }
  }

  private static void removeRun(Path run) throws IOException {
    for (Path file : Disk.list(run)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(run);
  }

  /** The first record of these files; a crash may have left one without any. */
  private Optional<First> firstOf(List<Path> files) throws IOException {
    for (Path file : files) {
      Optional<First> found = first(file);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The first record of a file; empty when there is none yet. */
  private Optional<First> first(Path file) throws IOException {
    First known = firsts.get(file);
    if (known != null) {
      return Optional.of(known);
    }
    try (FileScan scan = new FileScan(file, incarnation)) {
      FileScan.Step step = scan.step();
      if (step != FileScan.Step.RECORD && scan.resync()) {
        step = scan.step();
      }
      if (step != FileScan.Step.RECORD) {
        return Optional.empty();
      }
      First found = new First(scan.sequence(), scan.millis());
      firsts.put(file, found);
      return Optional.of(found);
    }
  }
}
