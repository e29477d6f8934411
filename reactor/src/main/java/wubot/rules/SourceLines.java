// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines of config files, as people see them. */
final class SourceLines {

  private final Path config;
  private final Map<String, List<String>> files = new HashMap<>();

  /** Of the files in this directory. */
  SourceLines(Path config) {
    this.config = config;
  }

  /** A line, from 1; empty when there is none. */
  String line(String file, int number) {
    List<String> lines = files.computeIfAbsent(file, this::read);
    return number < 1 || number > lines.size() ? "" : lines.get(number - 1);
  }

  private List<String> read(String file) {
    try {
      return Files.readAllLines(config.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
