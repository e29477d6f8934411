// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How files and directories looked when they were read, to see whether one has changed since. */
final class FileStamps {

  private static final String MISSING = "missing";

  private final Map<Path, String> stamps = new LinkedHashMap<>();

  /** Notes how a file looks; to be called before it is read. */
  void add(Path path) {
    stamps.put(path, look(path));
  }

  /** What was noted. */
  List<Path> paths() {
    return List.copyOf(stamps.keySet());
  }

  /** Whether one of the files looks different now. */
  boolean changed() {
    for (Map.Entry<Path, String> stamp : stamps.entrySet()) {
      if (!look(stamp.getKey()).equals(stamp.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static String look(Path path) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return now.lastModifiedTime() + "/" + now.size() + "/" + now.fileKey();
    } catch (IOException e) {
      return MISSING;
    }
  }
}
