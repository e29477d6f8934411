// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;
import wubot.disk.Refusal;

/** Keeps the bytes of damaged records for people to look at, and says that there are some. */
final class SetAside implements Damage {

  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  /** More of one stretch is not kept: a file full of zeros tells nobody anything. */
  private static final int MOST_BYTES = 1 << 20;

  private final Layout layout;
  private final QueueMetrics metrics;
  private final Set<Long> reported = ConcurrentHashMap.newKeySet();

  /** One for all readers of a queue in this process, so that a loss is told once. */
  SetAside(Layout layout, QueueMetrics metrics) {
    this.layout = layout;
    this.metrics = metrics;
  }

  QueueMetrics metrics() {
    return metrics;
  }

  /** Copies a stretch of a file to damaged/, unless it lies there already. */
  @Override
  public void stretch(FileScan scan, long from, long to) {
    Path file = scan.path();
    String name =
        String.format(
            Locale.ROOT, "%s-%s@%d", file.getParent().getFileName(), file.getFileName(), from);
    Path copy = layout.damaged().resolve(name);
    if (Files.exists(copy)) {
      return;
    }
    LOG.warn(
        "{}: {} bytes from {} on are not an intact record; they were copied to {} and passed over",
        file,
        to - from,
        from,
        copy);
    try {
      Disk.makeDirectory(layout.damaged());
      Disk.replace(copy, scan.bytes(from, to, MOST_BYTES));
    } catch (IOException e) {
      LOG.warn(Refusal.cannot("write", copy, e));
    }
  }

  /** Counts records that are gone. */
  @Override
  public void missing(long first, long last) {
    if (!reported.add(first)) {
      return;
    }
    metrics.damaged.add(last - first + 1);
    LOG.warn(
        "{}: record{} {} lost, the others were not touched; 'wubot queue verify' shows where",
        layout.directory(),
        first == last ? "" : "s",
        first == last ? first + " is" : first + " to " + last + " are");
  }
}
