// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.rule.RuleTree;

/** Finds and reads files of tests. */
final class TestFiles {

  private final Path home;
  private final Problems problems;

  /**
   * A reader.
   *
   * @param home the home of rules that lie in no config directory
   * @param problems takes everything that is wrong with tests and with the rules they are for
   */
  TestFiles(Path home, Problems problems) {
    this.home = home;
    this.problems = problems;
  }

  /**
   * The files that are meant, by name.
   *
   * @param paths files, and directories in which they are looked for
   * @throws IOException when a directory cannot be read
   */
  static List<Path> find(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> below = Files.walk(path)) {
          below.filter(TestFiles::isTest).filter(Files::isRegularFile).sorted().forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    return files;
  }

  /**
   * Why there are no tests in these paths; empty when there are.
   *
   * @throws IOException when a directory cannot be read
   */
  static Optional<String> missing(List<Path> paths) throws IOException {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        return Optional.of("there is no " + path);
      }
    }
    String in = paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    return find(paths).isEmpty()
        ? Optional.of("there are no tests, files *" + TestFile.SUFFIX + ", in " + in)
        : Optional.empty();
  }

  private static boolean isTest(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(TestFile.SUFFIX) && !name.startsWith(".");
  }

  /** Reads tests, and judges the rules they are for; those of files with errors are left out. */
  List<TestFile> read(List<Path> paths) {
    List<TestFile> files = new ArrayList<>();
    Set<String> judged = new HashSet<>();
    for (Path path : paths) {
      if (!isTest(path)) {
        problems.error(
            Place.of(path.toString()), "the name does not end in " + TestFile.SUFFIX, "");
        continue;
      }
      Optional<TestFile> file = TestFile.read(path, home, problems);
      if (file.isPresent() && rules(file.get(), judged).isPresent()) {
        files.add(file.get());
      }
    }
    return files;
  }

  /** The rules of a file of tests; what is wrong with them is said once. */
  private Optional<RuleTree> rules(TestFile file, Set<String> judged) {
    if (!Files.isRegularFile(file.rules().file())) {
      problems.error(
          file.rulesPlace(),
          "there is no file " + file.rules().shown() + " with the rules to test",
          "name it: 'rules: …', relative to this file");
      return Optional.empty();
    }
    MovableClock clock = new MovableClock(java.time.Instant.EPOCH, file.zone());
    Problems found = Problems.elsewhere();
    Optional<RuleTree> tree =
        file.rules().load(MemoryServices.of(clock, file.host(), file.rules().home()), found);
    if (judged.add(file.rules().file() + " " + file.host())) {
      problems.addAll(found);
    }
    return tree;
  }
}
