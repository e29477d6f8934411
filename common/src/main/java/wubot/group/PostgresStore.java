// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store of a group whose members share a PostgreSQL database: a table and a sequence in the
 * user's schema, made when they are not there.
 *
 * <p>Each operation is one statement. Versions and tokens come from the sequence, which never gives
 * a number twice. An entry that may be removed is removed an hour after its time by the server's
 * clock, so that a clock that is set does not hurt.
 */
public final class PostgresStore implements Store {

  private static final String SCHEMA =
      """
      CREATE SEQUENCE IF NOT EXISTS wubot_numbers;
      CREATE TABLE IF NOT EXISTS wubot_entries (
        key text COLLATE "C" PRIMARY KEY,
        value text NOT NULL,
        version bigint NOT NULL,
        removable timestamptz);
      CREATE INDEX IF NOT EXISTS wubot_entries_removable ON wubot_entries (removable)
        WHERE removable IS NOT NULL
      """;

  /** What the lock is called under which the schema is made. */
  private static final long SCHEMA_LOCK = 0x7775626f74L;

  private static final String REMOVABLE = "now() + ? * interval '1 millisecond'";

  private final String where;
  private final String secret;
  private final PostgresPool pool;
  private final PostgresNews news;
  private final Rewound rewound = new Rewound();

  /**
   * Connects when first used.
   *
   * @param url for the driver, without secrets
   * @param properties for the driver
   * @param where for people
   * @param timeout for each operation, more than zero
   */
  PostgresStore(String url, Map<String, String> properties, String where, Duration timeout) {
    this.where = where;
    this.secret = properties.getOrDefault("password", "");
    this.pool = new PostgresPool(url, properties, timeout, PostgresStore::prepare);
    this.news = new PostgresNews(pool);
  }

  /** Makes what is not there; several members may do so at the same time. */
  private static boolean prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery(
              "SELECT to_regclass('wubot_entries') IS NOT NULL"
                  + " AND to_regclass('wubot_numbers') IS NOT NULL")) {
        if (there.next() && there.getBoolean(1)) {
          return true;
        }
      }
      // Several commands in one text are one transaction.
      statement.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ");" + SCHEMA);
    }
    return true;
  }

  @Override
  public Optional<Entry> get(String key) {
    Limits.checkKey(key);
    return read(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT key, value, version FROM wubot_entries WHERE key = ?")) {
            statement.setString(1, key);
            return entries(statement).stream().findFirst();
          }
        });
  }

  @Override
  public Outcome create(String key, String value, Duration retain) {
    Limits.check(key, value);
    return write(
        key,
        "INSERT INTO wubot_entries (key, value, version, removable) VALUES (?, ?,"
            + " nextval('wubot_numbers'), "
            + REMOVABLE
            + ") ON CONFLICT (key) DO NOTHING RETURNING key, value, version, version",
        statement -> {
          statement.setString(1, key);
          statement.setString(2, value);
          removable(statement, 3, retain);
        });
  }

  @Override
  public Outcome replace(String key, long version, String value, Duration retain) {
    Limits.check(key, value);
    return write(
        key,
        "UPDATE wubot_entries SET value = ?, version = nextval('wubot_numbers'), removable = "
            + REMOVABLE
            + " WHERE key = ? AND version = ? RETURNING key, value, version, version",
        statement -> {
          statement.setString(1, value);
          removable(statement, 2, retain);
          statement.setString(3, key);
          statement.setLong(4, version);
        });
  }

  @Override
  public Outcome delete(String key, long version) {
    Limits.checkKey(key);
    return write(
        key,
        "DELETE FROM wubot_entries WHERE key = ? AND version = ?"
            + " RETURNING key, value, version, nextval('wubot_numbers')",
        statement -> {
          statement.setString(1, key);
          statement.setLong(2, version);
        });
  }

  @Override
  public long nextToken() {
    long before = rewound.highest();
    long token =
        read(
            connection -> {
              try (PreparedStatement statement =
                      connection.prepareStatement("SELECT nextval('wubot_numbers')");
                  ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                  throw new SQLException("the sequence gave no number");
                }
                return result.getLong(1);
              }
            });
    rewound.saw(token, before + 1);
    return token;
  }

  @Override
  public List<Entry> list(String prefix, String after, int max) {
    Limits.checkPage(max);
    boolean fromPrefix = Limits.beginsAtPrefix(prefix, after);
    return read(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT key, value, version FROM wubot_entries WHERE key "
                      + (fromPrefix ? ">=" : ">")
                      + " ? AND key < ? AND starts_with(key, ?) ORDER BY key LIMIT ?")) {
            statement.setString(1, fromPrefix ? prefix : after);
            statement.setString(2, prefix + Limits.LARGEST);
            statement.setString(3, prefix);
            statement.setInt(4, max);
            return entries(statement);
          }
        });
  }

  @Override
  public Watch watch(String prefix, Runnable changed) {
    return news.watch(prefix, changed);
  }

  @Override
  public String describe() {
    return where;
  }

  @Override
  public void close() {
    news.close();
    pool.close();
  }

  private interface Filling {
    void fill(PreparedStatement statement) throws SQLException;
  }

  private Outcome write(String key, String sql, Filling filling) {
    try {
      long before = rewound.highest();
      return pool.within(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
              filling.fill(statement);
              try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                  return new Outcome.NotApplied();
                }
                rewound.saw(result.getLong(4), before + 1);
                news.changed(key);
                return new Outcome.Applied(entry(result));
              }
            }
          });
    } catch (SQLException e) {
      return new Outcome.Unknown(why(e));
    } catch (StoreAway e) {
      return new Outcome.Unknown(e.getMessage());
    }
  }

  private <T> T read(PostgresPool.Work<T> work) {
    long unused = rewound.highest(); // holds once it has gone back
    try {
      return pool.within(work);
    } catch (SQLException e) {
      String why = why(e);
      // Not the driver's exception as the cause: it may show what it was configured with.
      throw new StoreAway(why);
    }
  }

  private String why(SQLException e) {
    String why = Trouble.explain(where, e);
    return secret.isEmpty() ? why : why.replace(secret, "***");
  }

  private static void removable(PreparedStatement statement, int index, Duration retain)
      throws SQLException {
    if (retain.isZero()) {
      statement.setNull(index, Types.BIGINT);
    } else {
      statement.setLong(index, retain.toMillis());
    }
  }

  private static List<Entry> entries(PreparedStatement statement) throws SQLException {
    List<Entry> found = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        found.add(entry(result));
      }
    }
    return found;
  }

  private static Entry entry(ResultSet result) throws SQLException {
    return new Entry(result.getString(1), result.getString(2), result.getLong(3));
  }
}
