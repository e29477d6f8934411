// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of the diary: named by when they were begun, so that their names are in order. */
final class DiaryFiles {

  private static final String SUFFIX = ".diary";

  private DiaryFiles() {}

  static String name(Instant begun) {
    return String.format(java.util.Locale.ROOT, "%015d", begun.toEpochMilli()) + SUFFIX;
  }

  /** A directory that nobody else looks into: messages and rules may be private. */
  static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** All files, oldest first; none when there is no directory. */
  static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  /** Removes what was last written before this time, and the oldest of too much. */
  static void remove(Path directory, Instant before, long mostBytes) throws IOException {
    List<Path> files = list(directory);
    long bytes = 0;
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      bytes += Files.size(file);
      if (bytes > mostBytes || Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
