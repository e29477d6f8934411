// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.message.FieldValue;
import wubot.message.Message;

/** The recorded cases of the original wubot, where they are at hand. */
final class Cases {

  private Cases() {}

  /** The cases of one file; the test is skipped where the files are not there. */
  static Stream<Node.Entries> of(String file) {
    Path path = Path.of(System.getProperty("wubot.conformance", "conformance"), file);
    Assumptions.assumeTrue(
        Files.isReadable(path), "the recorded cases are not on this machine: " + path);
    Problems problems = new Problems();
    Node.Entries all = (Node.Entries) Yaml.read(path, file, problems).orElseThrow();
    Node.Items cases = (Node.Items) all.get("cases").orElseThrow();
    return cases.items().stream().map(Node.Entries.class::cast);
  }

  static String text(Node.Entries entries, String key) {
    return entries.get(key).map(n -> FieldValue.text(n.plain())).orElse("");
  }

  @SuppressWarnings("unchecked") // keys of a node's map are text
  static Map<String, Object> map(Node.Entries entries, String key) {
    return entries.get(key).map(n -> (Map<String, Object>) n.plain()).orElse(Map.of());
  }

  static Message message(Node.Entries entries, String key) {
    return Message.of(map(entries, key));
  }

  /** Compares as the cases ask for: scalars as text, or as numbers when both look like one. */
  static void assertSame(Map<String, Object> expected, Message found) {
    List<String> differences = new ArrayList<>();
    Map<String, Object> actual = new TreeMap<>(found.asMap());
    expected.forEach(
        (field, value) -> {
          Object other = actual.remove(field);
          if (other == null || !same(FieldValue.of(value), other)) {
            differences.add(field + ": expected " + value + ", was " + other);
          }
        });
    actual.forEach((field, value) -> differences.add(field + ": not expected, was " + value));
    if (!differences.isEmpty()) {
      fail(String.join("\n", differences));
    }
  }

  private static boolean same(Object a, Object b) {
    if (a == FieldValue.NONE || b == FieldValue.NONE) {
      return a == b;
    }
    if (FieldValue.number(a).isPresent() && FieldValue.number(b).isPresent()) {
      return FieldValue.number(a).getAsDouble() == FieldValue.number(b).getAsDouble();
    }
    return (a instanceof List || a instanceof Map)
        ? a.equals(b)
        : FieldValue.text(a).equals(FieldValue.text(b));
  }
}
