// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * A row on its way into a table.
 *
 * @param table the name of the table
 * @param schema what it looks like
 * @param values what to write, by column; null where there is no value
 * @param where the columns that tell which row to update; empty inserts in any case
 */
record SqliteRow(String table, SqliteTable schema, Map<String, Object> values, List<String> where)
    implements SqliteWrite {

  private record Shape(String table, SqliteTable schema) {}

  @Override
  public Object shape() {
    return new Shape(table, schema);
  }

  /** The columns of a message: missing ones have no value. */
  static SqliteRow of(Message message, String table, SqliteTable schema, List<String> where) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String column : schema.written()) {
      values.put(column, value(message.asMap().get(column)));
    }
    for (String column : where) { // the id of a row may tell which one, too
      values.putIfAbsent(column, value(message.asMap().get(column)));
    }
    return new SqliteRow(table, schema, values, where);
  }

  static Object value(Object field) {
    if (field == null || field == FieldValue.NONE) {
      return null;
    }
    if (field instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (field instanceof List<?> || field instanceof Map<?, ?>) {
      String json = JsonLine.of(Map.of("v", field));
      return json.substring(5, json.length() - 1);
    }
    return field;
  }

  /** Makes the table and the columns that are missing. */
  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(schema.create(table));
      List<String> there = new ArrayList<>();
      try (ResultSet columns =
          statement.executeQuery("PRAGMA table_info(" + SqliteTable.quoted(table) + ")")) {
        while (columns.next()) {
          there.add(columns.getString("name"));
        }
      }
      for (Map.Entry<String, String> column : schema.columns().entrySet()) {
        if (!there.contains(column.getKey())) {
          statement.execute(
              "ALTER TABLE "
                  + SqliteTable.quoted(table)
                  + " ADD COLUMN "
                  + SqliteTable.quoted(column.getKey())
                  + " "
                  + column.getValue());
        }
      }
      for (String index : schema.createIndexes(table)) {
        statement.execute(index);
      }
    }
  }

  /**
   * Updates the rows that are meant, or inserts one.
   *
   * @return the id of an inserted row
   */
  @Override
  public OptionalLong write(Connection connection) throws SQLException {
    if (!where.isEmpty() && update(connection) > 0) {
      return OptionalLong.empty();
    }
    List<String> columns = schema.written();
    String sql =
        "INSERT INTO "
            + SqliteTable.quoted(table)
            + (columns.isEmpty()
                ? " DEFAULT VALUES"
                : " ("
                    + columns.stream().map(SqliteTable::quoted).collect(Collectors.joining(", "))
                    + ") VALUES ("
                    + columns.stream().map(c -> "?").collect(Collectors.joining(", "))
                    + ")");
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      set(insert, columns, 1);
      insert.executeUpdate();
    }
    try (Statement statement = connection.createStatement();
        ResultSet id = statement.executeQuery("SELECT last_insert_rowid()")) {
      return OptionalLong.of(id.getLong(1));
    }
  }

  private int update(Connection connection) throws SQLException {
    List<String> columns = schema.written().stream().filter(c -> !where.contains(c)).toList();
    List<String> set = columns.isEmpty() ? where : columns;
    String sql =
        "UPDATE "
            + SqliteTable.quoted(table)
            + " SET "
            + set.stream()
                .map(c -> SqliteTable.quoted(c) + " = ?")
                .collect(Collectors.joining(", "))
            + " WHERE "
            + where.stream()
                .map(c -> SqliteTable.quoted(c) + " IS ?")
                .collect(Collectors.joining(" AND "));
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      set(update, set, 1);
      set(update, where, 1 + set.size());
      return update.executeUpdate();
    }
  }

  private void set(PreparedStatement statement, List<String> columns, int from)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      statement.setObject(from + i, values.get(columns.get(i)));
    }
  }
}
