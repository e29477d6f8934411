// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The lock of a {@link FileStore}'s directory, which ends with the process that holds it.
 *
 * <p>Closing any descriptor of a file ends all locks that the process has on it, also those of
 * other stores in this process; therefore it is closed only by who holds it.
 */
final class DirectoryLock {

  private final Path path;
  private FileChannel channel;
  private Object identity;
  private FileLock held;

  DirectoryLock(Path directory) {
    path = directory.resolve("lock");
  }

  /** Whether it is held now; does not wait. */
  boolean tryLock() throws IOException {
    if (channel == null) {
      channel = FileChannel.open(path, CREATE, WRITE);
      identity = identityOnDisk();
    }
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return false; // another store of this process has it
    }
    if (held == null) {
      return false;
    }
    if (identity == null || !identity.equals(identityOnDisk())) {
      close(); // somebody removed the file: whoever comes now locks another one
      return false;
    }
    return true;
  }

  void unlock() throws IOException {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      held = null;
    }
  }

  private Object identityOnDisk() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
