// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

class SqliteTest {

  @TempDir Path home;
  private final Sqlite type = new Sqlite();
  private TestServices services;

  @BeforeEach
  void services() {
    services = new TestServices(home);
  }

  private Reaction store(Map<String, ?> config) {
    Map<String, Object> all = new HashMap<>(Map.of("file", "test.sql", "tablename", "t"));
    all.putAll(config);
    return services.make(type, all);
  }

  private static void write(Reaction store, Message... messages) throws InterruptedException {
    for (Message message : messages) {
      store.react(message);
    }
    store.settle();
  }

  private List<Map<String, Object>> rows(String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("test.sql"));
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        Map<String, Object> row = new TreeMap<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.put(found.getMetaData().getColumnName(i), String.valueOf(found.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void oneDaemonHasOneConnectionToAFileAndAnotherItsOwn() {
    SqliteStore one = SqliteStores.of(services).open(home.resolve("x.sql"));
    assertSame(one, SqliteStores.of(services).open(home.resolve("x.sql")));
    TestServices other = new TestServices(home);
    assertNotSame(one, SqliteStores.of(other).open(home.resolve("x.sql")));
    SqliteStores.of(services).close(home.resolve("x.sql"));
    SqliteStores.of(services).close(home.resolve("x.sql"));
    SqliteStores.of(other).close(home.resolve("x.sql"));
  }

  @Test
  void tablesAndColumnsAreMadeOnDemand() throws Exception {
    Map<String, String> two = Map.of("column1", "INT", "column2", "VARCHAR(16)");
    write(
        store(Map.of("schema", two)),
        Message.of("column1", 123).with("column2", "foo").with("column3", "abc"),
        Message.of("column1", 5));
    assertEquals(
        List.of(
            Map.of("column1", "123", "column2", "foo"), Map.of("column1", "5", "column2", "null")),
        rows("SELECT * FROM t"));
    Map<String, Object> three = new HashMap<>(two);
    three.put("column3", "TEXT");
    three.put("indexes", List.of("column1", "column1, column3"));
    write(store(Map.of("schema", three)), Message.of("column1", 7).with("column3", List.of("x")));
    assertEquals(
        List.of(Map.of("column1", "7", "column2", "null", "column3", "[\"x\"]")),
        rows("SELECT * FROM t WHERE column1 = 7"));
    assertEquals(2, rows("SELECT name FROM sqlite_master WHERE type = 'index'").size());
  }

  @Test
  void anIdThatCountsByItselfIsNotTakenFromTheMessageButGivenToIt() throws Exception {
    Reaction store =
        store(
            Map.of(
                "schema",
                Map.of("id", "INTEGER PRIMARY KEY AUTOINCREMENT", "subject", "TEXT"),
                "id_field",
                "foo_id"));
    Message first = Message.of("subject", "a").with("id", 5);
    Message second = Message.of("subject", "b");
    write(store, first, second);
    assertEquals("1", first.text("foo_id"));
    assertEquals("2", second.text("foo_id"));
    assertEquals("5", first.text("id"));
  }

  @Test
  void updatesTheRowThatIsMeantOrInsertsOne() throws Exception {
    Map<String, ?> config =
        Map.of("schema", Map.of("key", "TEXT", "n", "INT"), "update", Map.of("key", 1));
    write(
        store(config),
        Message.of("key", "a").with("n", 1),
        Message.of("key", "b").with("n", 2),
        Message.of("key", "a").with("n", 3));
    assertEquals(
        List.of(Map.of("key", "a", "n", "3"), Map.of("key", "b", "n", "2")),
        rows("SELECT * FROM t ORDER BY key"));
  }

  @Test
  void aRowThatIsThereAlreadyIsKeptOutByItsConstraint() throws Exception {
    Reaction store =
        store(
            Map.of(
                "schema",
                Map.of("a", "INT", "b", "TEXT NOT NULL", "constraints", List.of("UNIQUE(a)"))));
    write(store, Message.of("a", 1).with("b", "first"), Message.of("a", 1).with("b", "second"));
    assertEquals(List.of(Map.of("a", "1", "b", "first")), rows("SELECT * FROM t"));
    ReactionFailure no = assertThrows(ReactionFailure.class, () -> store.react(Message.of("a", 2)));
    assertFalse(no.isPassing());
    write(store, Message.of("a", 3).with("b", "third"));
    assertEquals(2, rows("SELECT * FROM t").size());
  }

  @Test
  void rowsAreThereTogetherWhenTheBatchIsSettled() throws Exception {
    Map<String, ?> config = Map.of("schema", Map.of("a", "INT"));
    Reaction one = store(config);
    Reaction other = store(Map.of("tablename", "u", "schema", Map.of("a", "INT")));
    one.react(Message.of("a", 1));
    other.react(Message.of("a", 2));
    assertEquals(List.of(), rows("SELECT name FROM sqlite_master"));
    one.settle();
    other.settle();
    assertEquals(1, rows("SELECT * FROM t").size());
    assertEquals(1, rows("SELECT * FROM u").size());
  }

  @Test
  void aFileThatSomebodyElseHoldsIsWaitedForWithoutLosingARow() throws Exception {
    Reaction store = store(Map.of("schema", Map.of("a", "INT")));
    write(store, Message.of("a", 1));
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("test.sql"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (int a = 2; a <= 20; a++) {
        store.react(Message.of("a", a)); // the first of them waits, and that is enough
      }
      ReactionFailure held = assertThrows(ReactionFailure.class, store::settle);
      assertEquals(true, held.isPassing());
      statement.execute("COMMIT");
    }
    store.react(Message.of("a", 21));
    store.settle();
    assertEquals(
        IntStream.rangeClosed(1, 21).mapToObj(a -> Map.of("a", "" + a)).toList(),
        rows("SELECT a FROM t"));
  }

  @Test
  void aMessageDoesNotSmuggleSqlThroughTheNameOfATable() {
    Reaction store =
        services.make(
            type,
            Map.of("file", "test.sql", "tablename_field", "table", "schema", Map.of("a", "INT")));
    assertThrows(
        ReactionFailure.class,
        () -> store.react(Message.of("a", 1).with("table", "t\"; DROP TABLE t; --")));
    assertThrows(
        IllegalArgumentException.class,
        () -> store(Map.of("schema", Map.of("a", "INT); DROP TABLE x; --"))));
  }
}
