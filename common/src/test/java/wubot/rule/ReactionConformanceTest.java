// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.message.Message;

/** The field reactions of the original wubot do the same here. */
class ReactionConformanceTest {

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> reactions() {
    return Cases.of("reactor_plugins.json")
        .filter(c -> ReactionTypes.installed().find(Cases.text(c, "plugin")).isPresent())
        .map(
            c ->
                DynamicTest.dynamicTest(
                    Cases.text(c, "plugin") + " " + Cases.text(c, "ref"), () -> check(c)));
  }

  private void check(Node.Entries recorded) throws IOException, InterruptedException {
    for (Map.Entry<String, Object> file : Cases.map(recorded, "files").entrySet()) {
      Files.writeString(
          home.resolve(file.getKey().replace("$TMP/", "")), file.getValue().toString());
    }
    Node.Scalar plugin = (Node.Scalar) recorded.get("plugin").orElseThrow();
    Node rule =
        new Node.Entries(
            plugin.place(),
            List.of(
                new Node.Entry("plugin", plugin.place(), plugin),
                new Node.Entry(
                    "config", plugin.place(), placed(recorded.get("config").orElseThrow()))));
    Problems problems = new Problems();
    RuleTree tree =
        new RuleLoader(ReactionTypes.installed(), new FakeServices(home))
            .load(new Node.Items(plugin.place(), List.of(rule)), problems)
            .orElseThrow(() -> new AssertionError(problems.all()));
    Message message = Cases.message(recorded, "message");
    try (Engine engine = new Engine(tree, "joe")) {
      assertEquals(List.of(), engine.run(message));
    }
    message.remove("wubot_rulelog");
    Cases.assertSame(Cases.map(recorded, "expect"), message);
    onlyWhatItSaysIsWritten(
        tree.all().get(0).step().orElseThrow(), Cases.message(recorded, "message"), message);
  }

  /** What the engine keeps of the other fields stays right. */
  private static void onlyWhatItSaysIsWritten(Rule.Step step, Message before, Message after) {
    boolean chosenByMessage = step.values().published().containsKey("target_field_name");
    assertTrue(step.reaction().writes().isPresent() || chosenByMessage, step.type().name());
    Set<String> changed = new TreeSet<>(before.asMap().keySet());
    changed.addAll(after.asMap().keySet());
    changed.removeIf(field -> before.value(field).equals(after.value(field)));
    step.reaction().writes().ifPresent(changed::removeAll);
    assertTrue(chosenByMessage || changed.isEmpty(), () -> "also writes " + changed);
  }

  /** Through text, so that paths are those of this test. */
  private Node placed(Node config) {
    if (!config.plain().toString().contains("$TMP")) {
      return config;
    }
    StringBuilder yaml = new StringBuilder();
    ((Map<?, ?>) config.plain())
        .forEach((k, v) -> yaml.append(k).append(": '").append(v).append("'\n"));
    String text = yaml.toString().replace("$TMP", home.toString());
    return Yaml.parse(text, "case", new Problems()).orElseThrow();
  }
}
