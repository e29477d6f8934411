// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel says of the file system that a path is on. */
final class Mount {

  private Mount() {}

  /** The options it is mounted with, empty when that cannot be found out. */
  static Optional<String> optionsOf(Path path) {
    try {
      Path real = path.toRealPath();
      String best = "";
      Optional<String> options = Optional.empty();
      for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
        String[] words = line.split(" ", 5);
        String point = words.length > 3 ? words[1].replace("\\040", " ") : "";
        if (!point.isEmpty() && real.startsWith(point) && point.length() >= best.length()) {
          best = point;
          options = Optional.of(words[3]);
        }
      }
      return options;
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
