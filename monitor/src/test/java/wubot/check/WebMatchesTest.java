// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import wubot.message.FieldValue;

class WebMatchesTest {

  @TestFactory
  Stream<DynamicTest> recordedCases() throws IOException {
    return Conformance.cases("monitors.json").stream()
        .filter(c -> "WebMatches".equals(c.get("plugin")))
        .map(c -> DynamicTest.dynamicTest(c.get("ref").toString(), () -> holds(c)));
  }

  private static void holds(Map<String, Object> recorded) throws InterruptedException {
    Map<String, Object> config = Conformance.map(recorded.get("config"));
    boolean whole = FieldValue.isTrue(config.getOrDefault("modifier_s", "0"));
    Pattern pattern =
        Pattern.compile(
            config.get("regexp").toString(), whole ? Pattern.DOTALL : Pattern.MULTILINE);
    // As with a real cache, which the recording's note describes: each once.
    Set<Object> expected =
        Conformance.list(recorded.get("messages")).stream()
            .map(m -> Conformance.map(m).get("match"))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    assertEquals(expected, WebMatches.items(pattern, recorded.get("content").toString()));
  }

  @Test
  void groupsAreItemsOfTheirOwn() throws InterruptedException {
    assertEquals(
        List.of("a", "1", "b", "2"),
        List.copyOf(WebMatches.items(Pattern.compile("(\\w)=(\\d)"), "a=1 b=2")));
    assertEquals(
        List.of("a=1", "b=2"),
        List.copyOf(WebMatches.items(Pattern.compile("\\w=\\d"), "a=1 b=2")));
  }

  @Test
  void anExpressionThatRunsForEverGivesWayToTheDeadline() {
    Pattern evil = Pattern.compile("(.*a){20}x");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> WebMatches.items(evil, "a".repeat(10_000)));
    Thread.interrupted();
  }
}
