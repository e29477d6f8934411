// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What docs/rules.md says of each template is so, and no filter is left out. */
class DocumentedTemplatesTest {

  @TestFactory
  Stream<DynamicTest> templates() throws IOException {
    return rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.toString(),
                    () ->
                        assertEquals(
                            row.cells().get(2),
                            Template.of(row.cells().get(0), ZoneOffset.UTC).fill(row.message(1)))));
  }

  @Test
  void everyFilterIsThere() throws IOException {
    Set<String> missing = new HashSet<>(TemplateFilters.NAMES);
    for (DocumentedTables.Row row : rows()) {
      missing.removeIf(name -> row.cells().get(0).contains("| " + name + " "));
    }
    assertEquals(Set.of(), missing);
  }

  private static List<DocumentedTables.Row> rows() throws IOException {
    List<DocumentedTables.Row> rows = DocumentedTables.rows("docs/rules.md", "template");
    assertTrue(rows.size() > 20, "only " + rows.size() + " rows");
    return rows;
  }
}
