// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What docs/conditions.md says of each condition is so. */
class DocumentedConditionsTest {

  @TestFactory
  Stream<DynamicTest> conditions() throws IOException {
    List<DocumentedTables.Row> rows = DocumentedTables.rows("docs/conditions.md", "condition");
    assertTrue(rows.size() > 100, "only " + rows.size() + " rows");
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> holds(row)));
  }

  private static void holds(DocumentedTables.Row row) {
    String condition = row.cells().get(0);
    String result = row.cells().get(2);
    switch (result) {
      case "true", "false" ->
          assertEquals(
              Boolean.valueOf(result),
              Condition.parse(condition, ZoneOffset.UTC).test(row.message(1)));
      case "error" ->
          assertThrows(
              ConditionSyntaxException.class, () -> Condition.parse(condition, ZoneOffset.UTC));
      default -> fail("expected true, false or error: " + row);
    }
  }
}
