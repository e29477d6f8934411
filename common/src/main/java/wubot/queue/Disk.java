// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The few things that a queue asks of a file system beside reading and writing. */
final class Disk {

  private Disk() {}

  /** Makes the names in this directory durable: a new, renamed or removed file. */
  static void forceDirectory(Path directory) throws IOException {
    try (SteadyFile file = SteadyFile.reading(directory)) {
      file.force();
    }
  }

  /** Makes a directory and those above it, each durable in its parent. */
  static void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      makeDirectory(parent);
    }
    Files.createDirectories(directory);
    if (parent != null) {
      forceDirectory(parent);
    }
  }

  /** Replaces a small file in one step: after a crash it is the old one or the new one. */
  static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (SteadyFile out = SteadyFile.writing(fresh)) {
      out.write(ByteBuffer.wrap(content), 0);
      out.force();
    }
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
    forceDirectory(file.toAbsolutePath().getParent());
  }

  /** What lies in a directory, sorted by name; nothing when there is no such directory. */
  static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
