// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Deletes rows of an SQLite table. */
public final class SqliteDelete implements ReactionType {

  private static final Setting<Path> FILE =
      Setting.path("file").required().describe("The database.").example("sqlite/notify.sql");
  private static final Setting<String> TABLE =
      Setting.text("tablename").required().describe("The table.").example("notifications");
  private static final Setting<List<String>> WHERE =
      Setting.texts("where_field")
          .required()
          .describe(
              "The columns, and fields of the same names, that have to be equal. A message that has"
                  + " no value for one of them deletes nothing.")
          .example("key");

  @Override
  public String name() {
    return "SQLiteDelete";
  }

  @Override
  public String summary() {
    return "Deletes the rows of an SQLite table in which a column equals the field of that name.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(FILE, TABLE, WHERE);
  }

  @Override
  public String example() {
    return """
        - name: the task is done
          condition: status = DONE
          plugin: SQLiteDelete
          config:
            file: sqlite/tasks.sql
            tablename: tasks
            where_field: taskid
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Path file = values.path(FILE);
    String table = SqliteTable.checkName(values.get(TABLE));
    List<String> columns = values.get(WHERE).stream().map(SqliteTable::checkName).toList();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("where_field: name at least one column");
    }
    SqliteStores stores = SqliteStores.of(services);
    SqliteStore store = stores.open(file);
    return new Reaction() {
      @Override
      public void react(Message message) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        for (String column : columns) {
          if (message.value(column).isEmpty()) {
            return; // nothing equals no value
          }
          wanted.put(column, SqliteRow.value(message.value(column).get()));
        }
        store.write(new Deletion(table, wanted));
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }

      @Override
      public void settle() {
        store.settle();
      }

      @Override
      public void close() {
        stores.close(file);
      }
    };
  }

  /** Deletes the rows with these values. */
  private record Deletion(String table, Map<String, Object> wanted) implements SqliteWrite {

    @Override
    public Object shape() {
      return table;
    }

    @Override
    public void prepare(Connection connection) {}

    @Override
    public OptionalLong write(Connection connection) throws SQLException {
      if (!isThere(connection)) {
        return OptionalLong.empty();
      }
      String sql =
          wanted.keySet().stream()
              .map(column -> SqliteTable.quoted(column) + " = ?")
              .collect(
                  Collectors.joining(
                      " AND ", "DELETE FROM " + SqliteTable.quoted(table) + " WHERE ", ""));
      try (PreparedStatement delete = connection.prepareStatement(sql)) {
        int place = 1;
        for (Object value : wanted.values()) {
          delete.setObject(place++, value);
        }
        delete.executeUpdate();
      }
      return OptionalLong.empty();
    }

    private boolean isThere(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet found =
              statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = '" + table + "'")) {
        return found.next();
      }
    }
  }
}
