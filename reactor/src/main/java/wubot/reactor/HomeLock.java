// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One reactor for one home: a file that the running reactor keeps locked, and one beside it with
 * its process id. The lock goes with the process, however it ends.
 */
final class HomeLock implements AutoCloseable {

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; empty when another process has it.
   *
   * @throws UncheckedIOException when the directory cannot be written
   */
  static Optional<HomeLock> take(Path file, long pid) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel).isEmpty()) {
        channel.close();
        return Optional.empty();
      }
      // Not in the locked file: closing a second channel on that would drop the lock.
      Files.writeString(pidFile(file), pid + "\n");
      return Optional.of(new HomeLock(channel));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another reactor in this process
    }
  }

  /** The process that has the lock, as far as the file tells. */
  static String owner(Path file) {
    try {
      String pid = Files.readString(pidFile(file)).strip();
      return pid.isEmpty() ? "another process" : "process " + pid;
    } catch (IOException e) {
      return "another process";
    }
  }

  private static Path pidFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".pid");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
