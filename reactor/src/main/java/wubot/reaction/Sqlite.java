// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Stores fields of the message as a row of an SQLite table. */
public final class Sqlite implements ReactionType {

  private static final Setting<Path> FILE =
      Setting.path("file")
          .required()
          .describe("The database, made when it is missing.")
          .example("sqlite/notify.sql");
  private static final Setting<String> TABLE =
      Setting.text("tablename")
          .describe("The table, made when it is missing.")
          .example("notifications");
  private static final Setting<String> TABLE_FIELD =
      Setting.text("tablename_field")
          .describe("The field that holds the name of the table instead.");
  private static final Setting<Node> SCHEMA =
      Setting.any("schema")
          .describe(
              "The columns: a map from name to type, `constraints` and `indexes` being lists. Or the"
                  + " name of a file below `schemas/` without `.yaml`; by default that of the table."
                  + " Fields that are not columns are left out, columns that are missing in the"
                  + " table are added.");
  private static final Setting<Map<String, Object>> UPDATE =
      Setting.map("update")
          .describe(
              "Its keys are the columns that tell which row to update; without such a row one is"
                  + " inserted.");
  private static final Setting<String> ID_FIELD =
      Setting.text("id_field").describe("The field that receives the id of a new row.");

  @Override
  public String name() {
    return "SQLite";
  }

  @Override
  public String summary() {
    return "Stores fields of the message as a row of an SQLite table, which is made and extended on"
        + " demand. Rows of a batch are written in one transaction. A row that a UNIQUE constraint"
        + " keeps out is no failure: with one, a message that is repeated after a crash is not"
        + " stored twice.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(FILE, TABLE, TABLE_FIELD, SCHEMA, UPDATE, ID_FIELD);
  }

  @Override
  public List<String> fields() {
    return List.of("id_field: the id of a new row");
  }

  @Override
  public String example() {
    return """
        - name: inbox
          condition: subject is true
          plugin: SQLite
          config:
            file: sqlite/notify.sql
            tablename: notifications
            schema:
              id: INTEGER PRIMARY KEY AUTOINCREMENT
              key: TEXT
              subject: TEXT
              lastupdate: INT
              indexes: [lastupdate]
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Path file = values.path(FILE);
    Optional<String> table = values.find(TABLE).map(SqliteTable::checkName);
    Optional<String> field = values.find(TABLE_FIELD);
    if (table.isPresent() == field.isPresent()) {
      throw new IllegalArgumentException("either 'tablename' or 'tablename_field' names the table");
    }
    SqliteTable schema = schema(values, table, services.home());
    List<String> where = List.copyOf(values.find(UPDATE).orElse(Map.of()).keySet());
    for (String column : where) {
      if (!schema.columns().containsKey(column)) {
        throw new IllegalArgumentException("update: '" + column + "' is no column of the schema");
      }
    }
    SqliteStores stores = SqliteStores.of(services);
    SqliteStore store = stores.open(file);
    Optional<String> id = values.find(ID_FIELD);
    return new Reaction() {
      @Override
      public void react(Message message) {
        String name = table.orElseGet(() -> named(message, field.orElseThrow()));
        OptionalLong row = store.write(SqliteRow.of(message, name, schema, where));
        if (id.isPresent() && row.isPresent()) {
          message.put(id.get(), row.getAsLong());
        }
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

  private static String named(Message message, String field) {
    try {
      return SqliteTable.checkName(message.text(field));
    } catch (IllegalArgumentException e) {
      throw ReactionFailure.lasting(field + ": " + e.getMessage());
    }
  }

  private static SqliteTable schema(Values values, Optional<String> table, Path home) {
    Optional<Node> schema = values.find(SCHEMA);
    if (schema.isPresent() && schema.get() instanceof Node.Entries) {
      return SqliteTable.of(schema.get());
    }
    String name =
        schema
            .map(node -> String.valueOf(node.plain()))
            .or(() -> table)
            .orElseThrow(() -> new IllegalArgumentException("the key 'schema' is missing"));
    Path schemas = home.resolve("schemas");
    Path inGroup = schemas.resolve(name).resolve(table.orElse("") + ".yaml").normalize();
    Path file = Files.exists(inGroup) ? inGroup : schemas.resolve(name + ".yaml").normalize();
    if (!file.startsWith(schemas)) {
      throw new IllegalArgumentException("schema: '" + name + "' leads out of " + schemas);
    }
    Problems problems = new Problems();
    Node read =
        Yaml.read(file, home.relativize(file).toString(), problems)
            .orElseThrow(() -> new IllegalArgumentException("schema: " + problems.all().get(0)));
    return SqliteTable.of(read);
  }
}
