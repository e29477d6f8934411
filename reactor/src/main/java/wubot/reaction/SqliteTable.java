// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wubot.config.Node;

/**
 * A table as a schema describes it.
 *
 * @param columns the types by name
 * @param constraints of the table, in SQL
 * @param indexes lists of columns, in SQL
 */
record SqliteTable(Map<String, String> columns, List<String> constraints, List<String> indexes) {

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,62}";

  /**
   * Reads a schema: a map from column to type, with the special keys {@code constraints} and {@code
   * indexes}.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static SqliteTable of(Node schema) {
    if (!(schema instanceof Node.Entries entries)) {
      throw new IllegalArgumentException("schema: expected a map from column to type");
    }
    Map<String, String> columns = new LinkedHashMap<>();
    List<String> constraints = new ArrayList<>();
    List<String> indexes = new ArrayList<>();
    for (Node.Entry entry : entries.entries()) {
      switch (entry.key()) {
        case "constraints" -> constraints.addAll(texts(entry.value()));
        case "indexes" -> indexes.addAll(texts(entry.value()));
        default -> columns.put(checkName(entry.key()), checkSql(text(entry.value())));
      }
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("schema: a table has at least one column");
    }
    return new SqliteTable(columns, List.copyOf(constraints), List.copyOf(indexes));
  }

  private static String text(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    throw new IllegalArgumentException("schema: expected text at " + node.place());
  }

  private static List<String> texts(Node node) {
    return node instanceof Node.Items items
        ? items.items().stream().map(n -> checkSql(text(n))).toList()
        : List.of(checkSql(text(node)));
  }

  /** A name of a table or column that needs no quotes. */
  static String checkName(String name) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "'"
              + Noticed.oneLine(name)
              + "' cannot name a table or column: use letters, digits and _");
    }
    return name;
  }

  private static String checkSql(String sql) {
    if (sql.indexOf(';') >= 0) {
      throw new IllegalArgumentException("schema: no ';' in '" + sql + "'");
    }
    return sql;
  }

  /** The columns that are written: all but an id that counts by itself. */
  List<String> written() {
    return columns.entrySet().stream()
        .filter(c -> !(c.getKey().equals("id") && counts(c.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean counts(String type) {
    return type.toUpperCase(Locale.ROOT).contains("AUTOINCREMENT");
  }

  /** Makes the table when it is not there. */
  String create(String name) {
    List<String> parts = new ArrayList<>();
    columns.forEach((column, type) -> parts.add(quoted(column) + " " + type));
    parts.addAll(constraints);
    return "CREATE TABLE IF NOT EXISTS " + quoted(name) + " (" + String.join(", ", parts) + ")";
  }

  /** Makes the indexes when they are not there. */
  List<String> createIndexes(String name) {
    return indexes.stream()
        .map(
            columns ->
                "CREATE INDEX IF NOT EXISTS "
                    + quoted(name + "_" + columns.replaceAll("[^A-Za-z0-9]+", "_"))
                    + " ON "
                    + quoted(name)
                    + " ("
                    + columns
                    + ")")
        .toList();
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }
}
