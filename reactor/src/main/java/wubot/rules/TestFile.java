// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.config.Yaml;

/**
 * A file of tests for rules.
 *
 * @param shown how people know the file
 * @param rules the rules to test
 * @param rulesPlace where they are named
 * @param host the short name of the host that runs them
 * @param zone the zone of that host
 * @param cases the tests
 */
record TestFile(
    String shown, RuleSource rules, Place rulesPlace, String host, ZoneId zone, List<Case> cases) {

  /** What the names of such files end in. */
  static final String SUFFIX = ".test.yaml";

  private static final Setting<String> RULES =
      Setting.text("rules")
          .describe(
              "The file with the rules, relative to this file; by default its name without .test.");
  private static final Setting<String> HOST =
      Setting.text("host")
          .describe(
              "The short name of the host; by default what the name of the rules file ends in.");
  private static final Setting<String> ZONE =
      Setting.text("zone").byDefault("UTC").describe("The time zone, such as Europe/Berlin.");
  private static final Setting<Node> TESTS =
      Setting.any("tests").required().describe("The tests, in order.");

  /** The keys of such a file. */
  static final Settings KEYS = Settings.of(RULES, HOST, ZONE, TESTS);

  /**
   * One test.
   *
   * @param name what it is called
   * @param place where it is written
   * @param start when its clock begins
   * @param answers what reactions outside are taken to set, by rule
   * @param steps what happens
   */
  record Case(
      String name,
      Place place,
      TestTime start,
      Map<String, Map<String, Object>> answers,
      List<TestStep> steps) {}

  /**
   * Reads a file.
   *
   * @param home the home of rules that lie in no config directory
   * @param problems takes everything that is wrong
   * @return empty when there was an error
   */
  static Optional<TestFile> read(Path file, Path home, Problems problems) {
    Problems found = problems.fresh();
    String shown = RuleSource.of(file, home).shown();
    Optional<TestFile> read =
        Yaml.read(file, shown, found).flatMap(node -> read(node, file, home, shown, found));
    problems.addAll(found);
    return found.hasErrors() ? Optional.empty() : read;
  }

  private static Optional<TestFile> read(
      Node node, Path file, Path home, String shown, Problems problems) {
    Optional<Values> read = new SettingsReader(home).read(node, KEYS, problems);
    if (read.isEmpty() || !(node instanceof Node.Entries entries)) {
      return Optional.empty();
    }
    Values values = read.get();
    String name = file.getFileName().toString();
    String rules =
        values
            .find(RULES)
            .orElseGet(() -> name.substring(0, name.length() - SUFFIX.length()) + ".yaml");
    Path path = file.toAbsolutePath().normalize().resolveSibling(rules).normalize();
    ZoneId zone = zone(entries, values.get(ZONE), problems);
    TestReader reader = new TestReader(new SettingsReader(home), zone, problems);
    List<Case> cases = new ArrayList<>();
    if (values.get(TESTS) instanceof Node.Items tests) {
      tests.items().forEach(test -> reader.test(test).ifPresent(cases::add));
    } else {
      problems.error(
          values.get(TESTS).place(), "expected a list of tests", "begin each with '- name:'");
    }
    int suffix = rules.indexOf(".yaml.");
    return Optional.of(
        new TestFile(
            shown,
            RuleSource.of(path, home),
            entries.get("rules").map(Node::place).orElse(new Place(shown, 1, 1)),
            values.find(HOST).orElse(suffix < 0 ? "test" : rules.substring(suffix + 6)),
            zone,
            cases));
  }

  private static ZoneId zone(Node.Entries entries, String zone, Problems problems) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      problems.error(
          entries.get("zone").orElse(entries).place(),
          "there is no time zone '" + zone + "'",
          "zones are written as Europe/Berlin or UTC");
      return ZoneOffset.UTC;
    }
  }
}
