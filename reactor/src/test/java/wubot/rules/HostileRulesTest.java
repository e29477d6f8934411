// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.RegexException;
import wubot.rule.RuleTree;

/** Files of rules that were written to break what reads them, or look like it. */
class HostileRulesTest {

  /** No measure of speed: what takes longer than this does not end. */
  private static final Duration FOR_EVER = Duration.ofSeconds(60);

  /** What a person can still read. */
  private static final int MOST_SAID = 4_000;

  @TempDir private Path home;

  private record Loaded(Optional<RuleTree> tree, List<Diagnostic> errors, String said) {}

  private Loaded load(byte[] content) throws IOException {
    Path file = home.resolve("config/reactor.yaml");
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return assertTimeoutPreemptively(
        FOR_EVER,
        () -> {
          RuleSource source = RuleSource.of(file, home);
          Problems problems = Problems.elsewhere();
          MovableClock clock = Rehearsals.clock();
          Optional<RuleTree> tree = source.load(MemoryServices.of(clock, "joe", home), problems);
          StringWriter said = new StringWriter();
          new ProblemLines(source, new PrintWriter(said)).print(problems);
          List<Diagnostic> errors =
              problems.all().stream()
                  .filter(d -> d.severity() == Diagnostic.Severity.ERROR)
                  .toList();
          return new Loaded(tree, errors, said.toString());
        });
  }

  private static String condition(String condition) {
    return "rules:\n  - name: one\n    condition: " + condition + "\n";
  }

  private static Arguments refused(String name, String yaml, int line, String words) {
    return Arguments.of(name, yaml.getBytes(StandardCharsets.UTF_8), line, words);
  }

  static Stream<Arguments> refused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a" + (i - 1) + "]\n");
    }
    StringBuilder deepRules = new StringBuilder("rules:\n");
    for (int i = 0; i < 10_000; i++) {
      deepRules.append(" ".repeat(i % 1_000)).append("- rules: \n");
    }
    StringBuilder nestedRules = new StringBuilder("rules:\n");
    for (int i = 0; i < 400; i++) {
      nestedRules
          .append(" ".repeat(2 * i))
          .append("- name: a\n")
          .append(" ".repeat(2 * i))
          .append("  rules:\n");
    }
    return Stream.of(
        refused("an alias bomb", bomb + "rules: *a11\n", 0, "alias"),
        refused(
            "an alias of itself", "rules: &a\n  - name: x\n    rules: *a\n", 1, "contains itself"),
        refused(
            "lists nested 10,000 deep",
            "rules: " + "[".repeat(10_000) + "]".repeat(10_000),
            1,
            "nest deeper than 50"),
        refused(
            "maps nested 10,000 deep",
            "rules: " + "{a: ".repeat(10_000) + "}".repeat(10_000),
            1,
            "nest deeper than 50"),
        refused(
            "an open list 10,000 deep", "rules: " + "[".repeat(10_000), 1, "nest deeper than 50"),
        refused("rules nested 400 deep", nestedRules.toString(), 0, "nest deeper than 50"),
        refused(
            "a condition of 1 MB in one line",
            condition("x = " + "a".repeat(1 << 20)),
            3,
            "a line may have"),
        refused(
            "a condition of 1 MB in many lines",
            condition("|\n" + "      x = a OR\n".repeat(80_000) + "      x = b"),
            3,
            "longer than 20000 characters"),
        refused(
            "parentheses 10,000 deep",
            condition("(".repeat(9_000) + "x = 1" + ")".repeat(9_000)),
            3,
            "nested deeper than 100"),
        refused(
            "parentheses that only open",
            condition("(".repeat(19_000)),
            3,
            "nested deeper than 100"),
        refused(
            "NOT 6,000 times",
            condition("NOT ".repeat(4_900) + "x = 1"),
            3,
            "nested deeper than 100"),
        refused(
            "a quote that only opens", condition("x = '" + "(".repeat(19_000)), 3, "not closed"),
        refused(
            "an expression nested 5,000 deep",
            condition("x matches " + "(".repeat(5_000) + "a" + ")".repeat(5_000)),
            3,
            "nested too deep"),
        refused(
            "an expression that nobody can count",
            condition("x matches a{99999999999}"),
            3,
            "not a regular expression"),
        refused(
            "an operator without end",
            condition("x " + "=".repeat(10_000)),
            3,
            "expected an operator"),
        refused("a name without end", condition("x".repeat(19_000)), 3, "an operator is missing"),
        refused("a list that does not close", condition("x in [" + "a, ".repeat(6_000)), 3, ""),
        refused("a tab for a blank", "rules:\n\t- name: x\n", 2, "tab"),
        refused("a tab further in", "rules:\n  - name: x\n\t  condition: x = 1\n", 3, "tab"),
        refused("a NUL", "rules:\n  - name: x\0y\n", 2, "character"),
        refused("a NUL by its escape", condition("\"x = \\0\\q\""), 3, ""),
        refused("the same key twice", "rules:\n  - name: x\n    name: y\n", 3, "twice"),
        refused("rules twice", "rules: []\nrules: []\n", 2, "twice"),
        refused(
            "a number where rules belong",
            "rules: " + "9".repeat(10_000) + "\n",
            1,
            "expected a list of rules"),
        refused(
            "a number of tries that no number holds",
            "rules:\n  - plugin: Console\n    retry: " + "9".repeat(10_000) + "\n",
            3,
            ""),
        refused(
            "a duration that no number holds",
            condition("x > " + "9".repeat(10_000) + "d"),
            3,
            "is no number"),
        refused("a tag of Java", "rules: !!java.util.ArrayList [x]\n", 1, "tag"),
        refused("a key that is a map", "rules:\n  - ? {a: b}\n    : c\n", 2, ""),
        refused("a second document", "rules: []\n---\nrules: []\n", 3, "second document"),
        refused("a directive", "%FOO\n%YAML 9.9\n---\nrules: []\n", 0, ""),
        refused(
            "a template without end",
            "rules:\n  - plugin: Template\n    config: {target_field: x, template: '"
                + "{{ ".repeat(5_000)
                + "'}\n",
            3,
            ""),
        refused(
            "a file outside of the tree",
            "rules:\n  - rulesfile: ../../../../etc/passwd\n",
            2,
            "config directory"),
        refused(
            "a whole path outside of the tree",
            "rules:\n  - rulesfile: /etc/passwd\n",
            1,
            "expected a list of rules"),
        refused("a device", "rules:\n  - rulesfile: /dev/zero\n", 2, "not a regular file"),
        refused("a path that no file can have", "rules:\n  - rulesfile: \"a\\0b\"\n", 2, ""),
        refused("a path without end", "rules:\n  - rulesfile: " + "a/".repeat(5_000) + "\n", 2, ""),
        refused("itself", "rules:\n  - rulesfile: reactor.yaml\n", 0, "includes itself"),
        Arguments.of(
            "bytes of no text", new byte[] {'r', ':', ' ', (byte) 0xc3, 0x28}, 1, "UTF-8"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, byte[] content, int line, String words) throws IOException {
    Loaded loaded = load(content);
    assertTrue(loaded.tree().isEmpty(), "loaded");
    assertEquals(1, loaded.errors().size(), () -> cut(loaded.errors().toString()));
    Diagnostic error = loaded.errors().get(0);
    assertTrue(error.problem().contains(words), () -> cut(error.toString()));
    if (line > 0) {
      assertEquals(line, error.place().line(), () -> cut(error.toString()));
    }
    assertTrue(error.place().line() > 0 && error.place().column() > 0, () -> cut(error.toString()));
    assertTrue(
        loaded.said().length() < MOST_SAID, () -> loaded.said().length() + cut(loaded.said()));
    assertTrue(loaded.said().chars().allMatch(c -> c == '\n' || c >= ' '), "control characters");
  }

  @Test
  void aHundredThousandRulesAreRead() throws IOException {
    StringBuilder rules = new StringBuilder("rules:\n");
    for (int i = 0; i < 100_000; i++) {
      rules.append("- {name: r, condition: a = ").append(i).append("}\n");
    }
    Loaded loaded = load(bytes(rules.toString()));
    assertEquals(List.of(), loaded.errors());
    assertEquals(100_000, loaded.tree().orElseThrow().rules().size());
  }

  @Test
  void aHundredThousandMistakesAreSaidShortly() throws IOException {
    Loaded loaded = load(bytes("rules:\n" + "- {name: r, condition: a === 1}\n".repeat(100_000)));
    assertTrue(loaded.tree().isEmpty());
    assertTrue(loaded.said().length() < 100_000, () -> cut(loaded.said()));
    assertTrue(loaded.said().endsWith("and 99900 more\n"), () -> cut(loaded.said()));
  }

  @Test
  void filesThatIncludeEachOtherInACircleAreRefused() throws IOException {
    write("rules/a.yaml", "- rulesfile: rules/b.yaml\n");
    write("rules/b.yaml", "- rulesfile: rules/c.yaml\n");
    write("rules/c.yaml", "- rulesfile: rules/a.yaml\n");
    Loaded loaded = load(bytes("rules:\n- rulesfile: rules/a.yaml\n"));
    assertEquals(1, loaded.errors().size(), loaded.said());
    assertTrue(loaded.said().startsWith("rules/c.yaml:1:14: error: rules/a.yaml includes itself"));
  }

  @Test
  void filesThatIncludeEachOtherTenTimesInTenStepsAreRefused() throws IOException {
    for (int i = 1; i < 10; i++) {
      write("f/%d.yaml".formatted(i), "- rulesfile: f/%d.yaml\n".formatted(i + 1).repeat(10));
    }
    write("f/10.yaml", "- {name: x}\n".repeat(1_000));
    Loaded loaded = load(bytes("rules:\n- rulesfile: f/1.yaml\n"));
    assertTrue(loaded.tree().isEmpty());
    assertEquals(1, loaded.errors().size(), loaded.said());
    assertTrue(loaded.said().contains("more than 200000 rules"), () -> cut(loaded.said()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(.*a){12}x",
        "(a+)+$",
        "(a|aa)+\\1$",
        "^(?=(a+)+$)b",
        "(a*)*b",
        "(?i)(\\w+\\s?)*!"
      })
  void aSearchComesToAnEnd(String expression) throws IOException {
    Loaded loaded = load(bytes(condition("x matches " + expression) + "    last_rule: true\n"));
    assertEquals(List.of(), loaded.errors());
    Condition condition = loaded.tree().orElseThrow().rules().get(0).condition();
    Message message = Message.of("x", "a".repeat(100_000));
    assertTimeoutPreemptively(
        FOR_EVER,
        () -> {
          try {
            var unused = condition.test(message);
          } catch (RegexException e) {
            assertTrue(e.getMessage().contains("takes too long"), e.getMessage());
          }
        });
  }

  private void write(String file, String content) throws IOException {
    Path path = home.resolve("config").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String cut(String text) {
    return text.length() > 2000 ? text.substring(0, 2000) + "…" : text;
  }
}
