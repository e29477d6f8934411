// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a {@link Journal}, open for reading anywhere and for appending at its end, wherever
 * that is by then: the system puts what several processes append at the same time one after the
 * other (O_APPEND).
 */
final class JournalFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

  private final Path path;
  private final long base;
  private final FileChannel reading;
  private final FileChannel appending;
  private final Object identity;

  private JournalFile(
      Path path, long base, FileChannel reading, FileChannel appending, Object identity) {
    this.path = path;
    this.base = base;
    this.reading = reading;
    this.appending = appending;
    this.identity = identity;
  }

  /**
   * Opens it.
   *
   * @param base the position in the journal at which it begins
   * @return empty when it is gone, or replaced this moment
   * @throws IOException also when it is something else
   */
  @SuppressWarnings("MustBeClosedChecker") // it holds them, and closes them
  static Optional<JournalFile> open(Path path, long base) throws IOException {
    Optional<Object> before = identity(path);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    FileChannel reading = null;
    FileChannel appending = null;
    boolean kept = false;
    try {
      reading = FileChannel.open(path, READ);
      appending = FileChannel.open(path, APPEND);
      if (!identity(path).equals(before)) {
        return Optional.empty();
      }
      var file = new JournalFile(path, base, reading, appending, before.get());
      file.checkTitle();
      kept = true;
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      if (!kept) {
        close(reading);
        close(appending);
      }
    }
  }

  private void checkTitle() throws IOException {
    boolean isIt =
        size() >= Records.HEADER && Records.isTitle(ByteBuffer.wrap(bytes(0, Records.HEADER)));
    if (!isIt) {
      throw new IOException(path + " is no journal of a group, or one of another version of wubot");
    }
  }

  Path path() {
    return path;
  }

  /** The position in the journal at which it begins. */
  long base() {
    return base;
  }

  /** Whether its name still leads to it. */
  boolean isInPlace() throws IOException {
    return identity(path).filter(identity::equals).isPresent();
  }

  long size() throws IOException {
    return reading.size();
  }

  byte[] bytes(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (reading.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException(path + " has become shorter");
      }
    }
    return buffer.array();
  }

  /**
   * Appends all of it in one piece, or as much as there is room for.
   *
   * @throws IOException also when it was only a part; the rest is nowhere then
   */
  void append(ByteBuffer records) throws IOException {
    int wanted = records.remaining();
    int written = appending.write(records);
    if (written < wanted) {
      throw new IOException(
          "only " + written + " of " + wanted + " bytes could be written: is the disk full?");
    }
  }

  /** Brings onto the disk what anybody has appended. */
  void force() throws IOException {
    appending.force(false);
  }

  @Override
  public void close() {
    close(reading);
    close(appending);
  }

  private static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a journal", e);
    }
  }

  private static Optional<Object> identity(Path path) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
