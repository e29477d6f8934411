// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the bytes of damaged records for people to look at, and says that there are some. */
final class SetAside {

  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  /** More of one stretch is not kept: a file full of zeros tells nobody anything. */
  private static final int MOST_BYTES = 1 << 20;

  private final Layout layout;
  private final LongAdder damaged;

  SetAside(Layout layout, LongAdder damaged) {
    this.layout = layout;
    this.damaged = damaged;
  }

  /** Copies a stretch of a file to damaged/, unless it lies there already. */
  void keep(FileScan scan, long from, long to) {
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
      LOG.warn(Problems.cannot("write", copy, e));
    }
  }

  /** Counts records that are gone. */
  void missing(long first, long last) {
    damaged.add(last - first + 1);
    LOG.warn(
        "{}: record{} {} lost, the others were not touched; 'wubot queue verify' shows where",
        layout.directory(),
        first == last ? "" : "s",
        first == last ? first + " is" : first + " to " + last + " are");
  }
}
