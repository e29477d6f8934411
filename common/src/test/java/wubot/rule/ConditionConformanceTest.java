// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import wubot.config.Node;

/** Conditions of the original wubot mean the same here, except where that would mislead. */
class ConditionConformanceTest {

  @TestFactory
  Stream<DynamicTest> conditions() {
    return Cases.of("conditions.json")
        .map(
            c ->
                DynamicTest.dynamicTest(
                    Cases.text(c, "ref") + " " + Cases.text(c, "condition"), () -> check(c)));
  }

  private static void check(Node.Entries recorded) {
    String text = Cases.text(recorded, "condition");
    boolean mixed = !text.contains("(") && text.contains(" AND ") && text.contains(" OR ");
    if (mixed) {
      // The original read these the other way round from everybody else; here they are refused.
      ConditionSyntaxException e =
          assertThrows(ConditionSyntaxException.class, () -> Condition.parse(text, ZoneOffset.UTC));
      assertTrue(e.problem().contains("mixed"), e.getMessage());
      return;
    }
    Condition condition = Condition.parse(text, ZoneOffset.UTC);
    boolean expected = Boolean.parseBoolean(Cases.text(recorded, "expect"));
    assertEquals(expected, condition.test(Cases.message(recorded, "message")));
    assertEquals(
        condition, Condition.parse(condition.toString(), ZoneOffset.UTC), "in its own words");
  }
}
