// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the diary as they are written, one after the other. */
final class DiaryPages implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DiaryPages.class);
  private static final long FILE_BYTES = 8 << 20;
  private static final long MOST_BYTES = 512L << 20;

  private final Path directory;
  private final Clock clock;
  private Optional<FileChannel> file = Optional.empty();
  private long fileBytes;
  private Instant fileMade = Instant.EPOCH;
  private boolean broken;

  /** In this directory, which is made when there is something to write. */
  DiaryPages(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Writes notes; never fails.
   *
   * @param keep how long the files are kept
   */
  void write(DiaryBlock notes, Duration keep) {
    try {
      FileChannel to = file(keep);
      fileBytes += notes.writeTo(Channels.newOutputStream(to));
      if (broken) {
        LOG.info("The diary for 'wubot explain' is written again.");
        broken = false;
      }
    } catch (IOException e) {
      cutOff();
      if (!broken) {
        LOG.warn("The diary for 'wubot explain' has a gap, it cannot be written: {}", e.toString());
        broken = true;
      }
    }
  }

  /** What comes next is not to stand behind half of a block. */
  private void cutOff() {
    try {
      if (file.isPresent()) {
        file.get().truncate(fileBytes);
      }
    } catch (IOException e) {
      close(); // and go on in another file
    }
  }

  private FileChannel file(Duration keep) throws IOException {
    Instant now = clock.instant();
    boolean old = Duration.between(fileMade, now).compareTo(keep.dividedBy(24)) > 0;
    if (file.isEmpty() || fileBytes > FILE_BYTES || old) {
      close();
      DiaryFiles.makeDirectory(directory);
      DiaryFiles.remove(directory, now.minus(keep), MOST_BYTES);
      Path path = directory.resolve(DiaryFiles.name(now));
      file =
          Optional.of(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      fileBytes = file.get().size();
      fileMade = now;
    }
    return file.get();
  }

  @Override
  public void close() {
    if (file.isPresent()) {
      try {
        file.get().close();
      } catch (IOException e) {
        LOG.warn("The diary for 'wubot explain': {}", e.toString());
      }
      file = Optional.empty();
    }
  }
}
