// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import wubot.disk.Refusal;

/**
 * A regular file as it is at one moment.
 *
 * @param key device and inode: which file it is, whatever its name
 * @param size in bytes
 * @param changedMicros when its content was last changed
 */
record Snapshot(String key, long size, long changedMicros) {

  /**
   * Looks; follows symbolic links.
   *
   * @throws IOException when it is not there or not to be read
   */
  static Snapshot of(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return new Snapshot(
        Objects.toString(attributes.fileKey(), ""),
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS));
  }

  /** Why a file could not be read, for people; empty when it simply is not there. */
  static String reason(IOException problem) {
    if (problem instanceof NoSuchFileException || problem instanceof NotDirectoryException) {
      return "";
    }
    return Refusal.reason(problem);
  }
}
