// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import wubot.config.Node;
import wubot.config.Problems;

/**
 * Finds the files that {@code rulesfile} names: one file, or all of a directory in the order of
 * their names. As everywhere in the config tree, {@code x.yaml.joe} goes before {@code x.yaml} on
 * joe, and files of other hosts are ignored.
 */
final class RuleFiles {

  private final Path config;
  private final String host;

  RuleFiles(Path config, String host) {
    this.config = config;
    this.host = host;
  }

  /** How people know a file: by its path in the config directory, if it is there. */
  String shown(Path file) {
    return file.startsWith(config) ? config.relativize(file).toString() : file.toString();
  }

  /** The files, in the order in which their rules run; none when there was an error. */
  List<Path> find(Node named, FileStamps stamps, Problems problems) {
    if (!(named instanceof Node.Scalar)) {
      return List.of(); // said by who read the settings
    }
    String name = RuleReader.text(named);
    try {
      if (!name.isBlank()) {
        Path path = config.resolve(name).normalize();
        if (Path.of(name).isAbsolute() || path.startsWith(config.normalize())) {
          return find(path, named, stamps, problems);
        }
        problems.error(
            named.place(),
            "the file " + path + " is outside of the config directory",
            "a relative path stays in it; write the whole path where that is meant");
        return List.of();
      }
    } catch (InvalidPathException e) {
      // said below
    }
    problems.error(named.place(), "rulesfile is the path of a file or directory", "");
    return List.of();
  }

  private List<Path> find(Path path, Node named, FileStamps stamps, Problems problems) {
    stamps.add(path);
    if (Files.isDirectory(path)) {
      return in(path, named, problems);
    }
    Path own = path.resolveSibling(path.getFileName() + "." + host);
    stamps.add(own);
    if (Files.exists(own)) {
      return List.of(own);
    }
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (Files.exists(path)) {
      problems.error(
          named.place(),
          shown(path) + " is not a regular file",
          "a pipe or device cannot hold rules");
      return List.of();
    }
    problems.error(
        named.place(),
        "there is no file " + shown(path),
        "a relative path starts at the config directory");
    return List.of();
  }

  private List<Path> in(Path directory, Node named, Problems problems) {
    NavigableSet<String> names = new TreeSet<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries.map(p -> p.getFileName().toString()).forEach(names::add);
    } catch (IOException e) {
      problems.error(
          named.place(),
          "the directory " + shown(directory) + " cannot be listed",
          e instanceof AccessDeniedException
              ? "wubot runs as " + System.getProperty("user.name") + "; let that user read it"
              : "is its disk in order? " + e.getMessage());
    }
    List<Path> files = new ArrayList<>();
    for (String name : names) {
      boolean general = name.endsWith(".yaml") && !names.contains(name + "." + host);
      if (!name.startsWith(".")
          && !name.endsWith(".test.yaml")
          && (general || name.endsWith(".yaml." + host))) {
        files.add(directory.resolve(name));
      }
    }
    return files;
  }
}
