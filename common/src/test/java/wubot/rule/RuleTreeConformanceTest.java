// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.message.Message;

/** Rule trees of the original wubot do the same here. */
class RuleTreeConformanceTest {

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> trees() {
    return Cases.of("rule_trees.json")
        .filter(c -> !Cases.text(c, "kind").equals("find_plugins"))
        .map(c -> DynamicTest.dynamicTest(Cases.text(c, "name"), () -> check(c)));
  }

  private void check(Node.Entries recorded) throws IOException, InterruptedException {
    Node rules = placed(recorded.get("rules").orElseThrow());
    // A rules file that is missing is an error here when the rules are read, not when they run.
    for (String name : List.of("rules1.yaml", "rules2.yaml", "rules4.yaml")) {
      Files.writeString(home.resolve(name), "rules: []\n");
    }
    for (Map.Entry<String, Object> file : Cases.map(recorded, "files").entrySet()) {
      Files.writeString(Path.of(home(file.getKey())), file.getValue().toString());
    }
    Problems problems = new Problems();
    RuleLoader loader = new RuleLoader(ReactionTypes.installed(), new FakeServices(home));
    RuleTree tree = loader.load(rules, problems).orElseGet(() -> new RuleTree(List.of()));
    assertEquals(List.of(), problems.all());
    Message message = Cases.message(recorded, "message");
    if (message.has("myrules")) {
      return; // its effect comes from the file the message names
    }
    try (Engine engine = new Engine(tree, "joe")) {
      assertEquals(List.of(), engine.run(message));
    }
    Map<String, Object> expected = Cases.map(recorded, "expect");
    if (expected.get("wubot_rulelog") instanceof List<?> log) {
      expected.put(
          "wubot_rulelog",
          log.stream()
              .map(e -> e.toString().replace("$HOSTNAME", "joe"))
              .collect(Collectors.toList()));
    }
    Cases.assertSame(expected, message);
  }

  @TestFactory
  Stream<DynamicTest> rulesFilesChosenByMessagesAreRefused() {
    return Cases.of("rule_trees.json")
        .filter(c -> Cases.text(c, "name").contains("external"))
        .map(c -> DynamicTest.dynamicTest(Cases.text(c, "name"), () -> refused(c)));
  }

  private void refused(Node.Entries recorded) {
    Problems problems = new Problems();
    new RuleLoader(ReactionTypes.installed(), new FakeServices(home))
        .load(recorded.get("rules").orElseThrow(), problems);
    assertTrue(
        problems.all().stream().anyMatch(d -> d.problem().contains("rulesfile_field")),
        problems.all().toString());
  }

  private String home(String text) {
    return text.replace("$TMP", home.toString());
  }

  /** With paths of this test, and without the key that is refused. */
  private Node placed(Node node) {
    if (node instanceof Node.Items items) {
      return new Node.Items(node.place(), items.items().stream().map(this::placed).toList());
    }
    if (node instanceof Node.Entries map) {
      List<Node.Entry> kept = new ArrayList<>();
      for (Node.Entry entry : map.entries()) {
        if (!entry.key().equals("rulesfile_field")) {
          kept.add(new Node.Entry(entry.key(), entry.place(), placed(entry.value())));
        }
      }
      return new Node.Entries(node.place(), kept);
    }
    Node.Scalar scalar = (Node.Scalar) node;
    return scalar.text().contains("$TMP")
        ? new Node.Scalar(node.place(), home(scalar.text()), home(scalar.text()), true)
        : node;
  }
}
