// SPDX-License-Identifier: Apache-2.0
package wubot.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The few things to ask of a file system beside reading and writing: durable names. */
public final class Disk {

  private static final String UNFINISHED = ".new";

  private Disk() {}

  /** Whether a file is what a crash left of a {@link #replace}, of no use to anybody. */
  public static boolean isUnfinished(Path file) {
    return file.getFileName().toString().endsWith(UNFINISHED);
  }

  /** Makes the names in this directory durable: a new, renamed or removed file. */
  public static void forceDirectory(Path directory) throws IOException {
    try (SteadyFile file = SteadyFile.reading(directory)) {
      file.force();
    }
  }

  /** Makes a directory and those above it, each durable in its parent. */
  public static void makeDirectory(Path directory) throws IOException {
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
  public static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
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
  public static List<Path> list(Path directory) throws IOException {
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
