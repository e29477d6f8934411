// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Turns paths and shell patterns of a config file into the files there are. */
final class FileNames {

  /** More files than this in one instance are an accident. */
  static final int MAX_FILES = 2000;

  private FileNames() {}

  /** A path against wubot's home; {@code ~} is the user's home directory. */
  static Path resolve(Path home, String text) {
    if (text.equals("~") || text.startsWith("~/")) {
      return Path.of(System.getProperty("user.home"), text.substring(1)).normalize();
    }
    return home.resolve(text).normalize();
  }

  /** Whether it is a pattern rather than the name of one file. */
  static boolean isPattern(Path path) {
    return path.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0) && !Files.exists(path);
  }

  /** The files that match, sorted; directories that cannot be read have none. */
  static List<Path> matching(Path pattern) {
    List<Path> found = List.of(pattern.isAbsolute() ? pattern.getRoot() : Path.of(""));
    for (Path segment : pattern) {
      List<Path> next = new ArrayList<>();
      for (Path directory : found) {
        step(directory, segment.toString(), next);
      }
      found = next;
    }
    return List.copyOf(new TreeSet<>(found.stream().filter(Files::isRegularFile).toList()));
  }

  private static void step(Path directory, String segment, List<Path> into) {
    if (segment.chars().noneMatch(c -> "*?[{".indexOf(c) >= 0)) {
      into.add(directory.resolve(segment));
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, segment)) {
      for (Path entry : entries) {
        boolean hidden = entry.getFileName().toString().startsWith(".");
        if ((!hidden || segment.startsWith(".")) && into.size() < MAX_FILES) {
          into.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Not there, not a directory or not readable: nothing in it matches.
    }
  }
}
