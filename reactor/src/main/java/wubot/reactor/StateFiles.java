// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;

/**
 * The files of the state: {@code snapshot-N} holds everything up to the beginning of {@code
 * journal-N}, which holds the checkpoints since. A new pair is complete before the old one goes.
 */
final class StateFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);
  private static final String SNAPSHOT = "snapshot-";
  private static final String JOURNAL = "journal-";

  private final Path directory;
  private FileChannel journal; // open from construction to close
  private long generation;
  private long journalBytes;
  private long snapshotBytes;

  /**
   * Opens the files and hands over what they hold, oldest first; a torn tail is cut off.
   *
   * @throws UncheckedIOException when the directory cannot be made, read or written
   */
  StateFiles(Path directory, Consumer<Checkpoint> content) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      generation = newestSnapshot(content);
      journal =
          FileChannel.open(
              directory.resolve(JOURNAL + generation),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      readJournal(content);
      Disk.forceDirectory(directory);
      removeOlder();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the state in " + directory, e);
    }
  }

  private long newestSnapshot(Consumer<Checkpoint> content) throws IOException {
    TreeMap<Long, Path> snapshots = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, SNAPSHOT + "*")) {
      for (Path file : files) {
        number(file).ifPresent(n -> snapshots.put(n, file));
      }
    }
    for (Path file : snapshots.descendingMap().values()) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      Optional<Checkpoint> whole = CheckpointCodec.next(bytes);
      if (whole.isPresent()) {
        snapshotBytes = bytes.limit();
        content.accept(whole.get());
        return number(file).orElseThrow();
      }
      LOG.error("{} is damaged; an older snapshot of the state is used, if there is one", file);
    }
    return snapshots.isEmpty() ? 0 : snapshots.lastKey() + 1;
  }

  private static Optional<Long> number(Path file) {
    String name = file.getFileName().toString();
    try {
      return Optional.of(Long.parseLong(name.substring(name.indexOf('-') + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty(); // a .tmp that a crash left behind
    }
  }

  private void readJournal(Consumer<Checkpoint> content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(journal.size()));
    while (bytes.hasRemaining() && journal.read(bytes) >= 0) {
      // until all of it is read
    }
    bytes.flip();
    Optional<Checkpoint> next = CheckpointCodec.next(bytes);
    while (next.isPresent()) {
      content.accept(next.get());
      next = CheckpointCodec.next(bytes);
    }
    if (bytes.hasRemaining()) {
      LOG.warn("cut {} bytes of an unfinished write off the state's journal", bytes.remaining());
      journal.truncate(bytes.position());
      journal.force(true);
    }
    journal.position(bytes.position());
    journalBytes = bytes.position();
  }

  /** Appends a checkpoint; durable when it returns. A failed write leaves the journal as it was. */
  void append(Checkpoint checkpoint) {
    ByteBuffer frame = CheckpointCodec.frame(checkpoint);
    int length = frame.remaining();
    try {
      write(journal, frame);
      journal.force(false);
      journalBytes += length;
    } catch (IOException e) {
      undo();
      throw new UncheckedIOException("cannot write the state in " + directory, e);
    }
  }

  private void undo() {
    try {
      journal.truncate(journalBytes);
      journal.position(journalBytes);
    } catch (IOException e) {
      LOG.debug("the next start cuts off the unfinished write", e);
    }
  }

  /** Whether the journal has outgrown the snapshot, so that a new one saves room and time. */
  boolean isLong() {
    return journalBytes > Math.max(1 << 20, 2 * snapshotBytes);
  }

  /** Writes everything into a new snapshot and begins an empty journal. */
  void compact(Checkpoint everything) {
    long next = generation + 1;
    Path temporary = directory.resolve(SNAPSHOT + next + ".tmp");
    ByteBuffer frame = CheckpointCodec.frame(everything);
    long length = frame.remaining();
    try {
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        write(out, frame);
        out.force(true);
      }
      FileChannel fresh =
          FileChannel.open(
              directory.resolve(JOURNAL + next),
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      Files.move(temporary, directory.resolve(SNAPSHOT + next), StandardCopyOption.ATOMIC_MOVE);
      Disk.forceDirectory(directory);
      journal.close();
      journal = fresh;
      generation = next;
      journalBytes = 0;
      snapshotBytes = length;
      removeOlder();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a snapshot of the state in " + directory, e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void removeOlder() throws IOException {
    for (String prefix : List.of(SNAPSHOT, JOURNAL)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix + "*")) {
        for (Path file : files) {
          if (number(file).filter(n -> n >= generation).isEmpty()) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      journal.close();
    } catch (IOException e) {
      LOG.debug("nothing is lost: every checkpoint was forced", e);
    }
  }
}
