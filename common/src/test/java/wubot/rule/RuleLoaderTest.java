// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.message.Message;

class RuleLoaderTest {

  @TempDir Path home;
  private Path config;

  @BeforeEach
  void makeConfig() throws IOException {
    config = Files.createDirectories(home.resolve("config"));
  }

  private static void assertOne(String yaml, String start, String... parts) {
    List<Diagnostic> problems = Rules.problems(yaml);
    assertEquals(1, problems.size(), problems::toString);
    String shown = problems.get(0).toString();
    assertTrue(shown.startsWith("rules.yaml:" + start + ": error: "), shown);
    for (String part : parts) {
      assertTrue(shown.contains(part), shown);
    }
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    List<Diagnostic> problems =
        Rules.problems(
            """
            - name: one
              condition: foo equal bar
              plugin: SetFeld
            - name: two
              conditon: x exists
              plugin: SetField
              config:
                feld: x
              rules:
                - name: three
                  condition: a exists AND b exists OR c exists
                  plugin: CaptureData
                  config: {source_field: a, regexp: '('}
            """);
    List<String> shown = problems.stream().map(Diagnostic::toString).toList();
    String all = String.join("\n", shown);
    assertTrue(all.contains("rules.yaml:2:18: error: condition: expected an operator"), all);
    assertTrue(all.contains("rules.yaml:3:11: error: there is no reaction 'SetFeld'"), all);
    assertTrue(all.contains("did you mean 'SetField'?"), all);
    assertTrue(all.contains("rules.yaml:5:3: error: unknown key 'conditon'"), all);
    assertTrue(all.contains("rules.yaml:8:5: error: unknown key 'feld'"), all);
    assertTrue(all.contains("rules.yaml:11:40: error: condition: AND and OR are mixed"), all);
    assertTrue(all.contains("is not a regular expression"), all);
    assertEquals(6, problems.size(), all);
  }

  @Test
  void placesInQuotedConditionsAreThoseOfTheFile() {
    assertOne("- condition: \"foo equal bar\"", "1:19", "did you mean 'equals'?", "^");
    assertOne("- condition: |\n    foo exists\n    AND bar equal x", "1:14", "AND bar equal x");
  }

  @Test
  void whatAReactionRefusesHasThePlaceOfThatSetting() {
    assertOne(
        """
        - plugin: CaptureData
          config:
            source_field: a
            regexp: '(b'
        """,
        "4:13",
        "'(b' is not a regular expression");
    assertOne(
        """
        - plugin: Template
          config:
            target_field: a
            template: '{{ a | uper }}'
        """,
        "4:15",
        "there is no filter 'uper'");
  }

  @Test
  void warnsOfReactionsWithoutWhatTheyNeed() {
    for (String idle :
        List.of(
            "SetField",
            "SetField, config: {value: x}",
            "SetField, config: {field: '', value: x}",
            "CopyField, config: {source_field: a}",
            "TransformField, config: {source_field: a, regexp_replace: x}",
            "Template, config: {template: x}")) {
      String yaml = "- {plugin: " + idle + "}";
      List<Diagnostic> problems = Rules.problems(yaml);
      assertEquals(1, problems.size(), problems::toString);
      String shown = problems.get(0).toString();
      assertTrue(shown.contains(": warning: ") && shown.contains("does nothing"), shown);
    }
  }

  @Test
  void refusesWhatIsNoRule() {
    assertOne("rules: 5", "1:8", "expected a list of rules");
    assertOne("other: 5", "1:1", "expected a list of rules");
    assertOne("- just text", "1:3", "map");
    assertOne("- condition: [a, b]", "1:14", "a condition is text");
    assertOne("- config: {a: 1}", "1:11", "config without a plugin");
    assertOne("- plugin: setfield", "1:11", "did you mean 'SetField'?");
    assertOne("- plugin: Nonsense12", "1:11", "there are CaptureData, ");
    assertOne("- rulesfile_field: myrules", "1:20", "a message must not choose which rules run");
    assertOne("- last_rule: maybe", "1:14", "true or false");
    assertOne("- rulesfile: nowhere.yaml", "1:14", "there is no file nowhere.yaml");
    assertOne("- rulesfile: ''", "1:14", "path of a file or directory");
    assertOne("- rulesfile: [a]", "1:14", "text");
  }

  @Test
  void waitingForRetriesIsBounded() {
    String yaml = "- {plugin: DeleteField, config: {field: x}, retry: %s}";
    assertOne(String.format(yaml, "{times: 100, delay: 1s}"), "1:52", "longer than a minute");
    assertOne(String.format(yaml, "0"), "1:52", "range");
    assertOne(String.format(yaml, "{time: 1}"), "1:53", "did you mean");
    RuleTree tree = Rules.tree(String.format(yaml, "{times: 6, delay: 10s}"));
    assertEquals(new Retry(6, Duration.ofSeconds(10)), tree.rules().get(0).retry());
    RuleTree number = Rules.tree(String.format(yaml, "4"));
    assertEquals(new Retry(4, Duration.ofSeconds(1)), number.rules().get(0).retry());
  }

  @Test
  void emptyConditionsAlwaysHold() {
    for (String written : List.of("''", "0", "' '", "true", "~")) {
      RuleTree tree = Rules.tree("- condition: " + written);
      assertTrue(tree.rules().get(0).condition().test(Message.empty()), written);
    }
  }

  @Test
  void rulesHavePathsOfTheirOwn() {
    RuleTree tree =
        Rules.tree(
            """
            - {name: a, rules: [{name: b}, {name: b}, {condition: x exists}]}
            - {name: a}
            - {plugin: DeleteField, config: {field: x}}
            """);
    List<String> paths = tree.all().stream().map(Rule::path).toList();
    assertEquals(List.of("a", "a / b", "a / b (2)", "a / #3", "a (2)", "#3"), paths);
    assertEquals(Set.of("DeleteField"), tree.plugins());
  }

  @Test
  void readsRulesFilesAfterTheRulesInside() throws IOException, InterruptedException {
    Files.writeString(config.resolve("more.yaml"), "rules:\n  - name: from file\n");
    RuleTree tree =
        load("- {name: a, rulesfile: more.yaml, rules: [{name: inside}]}").orElseThrow();
    assertEquals(
        List.of("a", "a / inside", "a / from file"), tree.all().stream().map(Rule::path).toList());
    assertEquals("more.yaml", tree.all().get(2).place().file());
  }

  @Test
  void aHostsOwnRulesFileGoesFirst() throws IOException {
    Files.writeString(config.resolve("more.yaml"), "- name: general\n");
    Files.writeString(config.resolve("more.yaml.joe"), "- name: joes\n");
    Files.writeString(config.resolve("more.yaml.jane"), "- broken: [\n");
    RuleTree tree = load("- {name: a, rulesfile: more.yaml}").orElseThrow();
    assertEquals("a / joes", tree.all().get(1).path());
  }

  @Test
  void readsADirectoryInTheOrderOfItsNames() throws IOException {
    Path rules = Files.createDirectories(config.resolve("rules"));
    Files.writeString(rules.resolve("20-b.yaml"), "- name: b\n");
    Files.writeString(rules.resolve("10-a.yaml"), "- name: a\n");
    Files.writeString(rules.resolve("10-a.yaml.joe"), "- name: joes a\n");
    Files.writeString(rules.resolve("30-c.yaml.jane"), "- name: janes\n");
    Files.writeString(rules.resolve("40-d.yaml.bak"), "- broken: [\n");
    Files.writeString(rules.resolve(".hidden.yaml"), "- broken: [\n");
    Files.writeString(rules.resolve("notes.txt"), "not yaml: [\n");
    RuleTree tree = load("- {name: all, rulesfile: rules}").orElseThrow();
    assertEquals(
        List.of("joes a", "b"), tree.rules().get(0).children().stream().map(Rule::name).toList());
  }

  @Test
  void filesThatIncludeThemselvesAreRefused() throws IOException {
    Files.writeString(config.resolve("a.yaml"), "- {name: a, rulesfile: b.yaml}\n");
    Files.writeString(config.resolve("b.yaml"), "- {name: b, rulesfile: a.yaml}\n");
    Problems problems = new Problems();
    assertTrue(loader().load(Rules.yaml("- rulesfile: a.yaml"), problems).isEmpty());
    assertEquals(1, problems.all().size());
    assertTrue(problems.all().get(0).toString().startsWith("b.yaml:1:24: error: a.yaml includes"));
  }

  @Test
  void problemsInRulesFilesHaveTheirPlace() throws IOException {
    Files.writeString(config.resolve("more.yaml"), "- name: x\n  condition: a equal b\n");
    Problems problems = new Problems();
    assertTrue(loader().load(Rules.yaml("- rulesfile: more.yaml"), problems).isEmpty());
    assertTrue(problems.all().get(0).toString().startsWith("more.yaml:2:16: error: condition"));
  }

  @Test
  void aChangedRulesFileIsNoticedAndABrokenOneGivesNothing() throws Exception {
    Path file = config.resolve("more.yaml");
    Files.writeString(file, "- {name: a, plugin: SetField, config: {field: x, value: 1}}\n");
    FollowedRules rules = new FollowedRules(loader(), Rules.yaml("- rulesfile: more.yaml"));
    try (Engine engine = new Engine(rules.load(new Problems()).orElseThrow(), "joe")) {
      assertFalse(rules.haveChanged());

      Files.writeString(file, "- {name: a, plugin: SetField, config: {field: x, value: 22}}\n");
      assertTrue(rules.haveChanged());
      rules.load(new Problems()).ifPresent(engine::replace);
      assertFalse(rules.haveChanged());

      Files.writeString(file, "- {name: a, plugin: SetFeld}\n");
      assertTrue(rules.haveChanged());
      Problems problems = new Problems();
      rules.load(problems).ifPresent(engine::replace);
      assertTrue(problems.hasErrors());
      assertFalse(rules.haveChanged(), "said once for each change");

      Files.delete(file);
      assertTrue(rules.haveChanged(), "a missing file is a change too");
      rules.load(new Problems()).ifPresent(engine::replace);

      Message message = Message.of("y", 1);
      engine.run(message);
      assertEquals("22", message.text("x"), "the last good rules stay");

      Files.writeString(
          config.resolve("more.yaml.joe"), "- {plugin: SetField, config: {field: z}}");
      assertTrue(rules.haveChanged(), "one for this host appeared");
      rules.load(new Problems()).ifPresent(engine::replace);
      Message other = Message.of("y", 1);
      engine.run(other);
      assertTrue(other.has("z") && !other.has("x"));
    }
  }

  private RuleLoader loader() {
    return Rules.loader(home);
  }

  private Optional<RuleTree> load(String yaml) {
    Problems problems = new Problems();
    Optional<RuleTree> tree = loader().load(Rules.yaml(yaml), problems);
    assertEquals(List.of(), problems.all());
    return tree;
  }
}
