// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import wubot.rule.ReactionFailure;

/**
 * One database file, written in one transaction for each batch of messages.
 *
 * <p>While the disk is full or somebody else holds the file, rows are kept, and {@link #settle}
 * fails until they are in. Shared by all rules that write to the file; used by one thread.
 */
final class SqliteStore {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
  private static final int BUSY_MILLIS = 2000;
  private static final Set<SQLiteErrorCode> PASSING =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_BUSY_RECOVERY,
          SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_INTERRUPT,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_IOERR_WRITE,
          SQLiteErrorCode.SQLITE_IOERR_FSYNC);
  private static final Set<SQLiteErrorCode> THERE_ALREADY =
      Set.of(
          SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE, SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY);

  private final Path file;
  private final List<SqliteWrite> unsettled = new ArrayList<>();
  private final Set<Object> prepared = new HashSet<>();
  private Optional<Connection> connection = Optional.empty();
  private boolean
      postponed; // until it is settled: else every row would wait for whoever is in the way
  private boolean begun; // by hand: the driver's own transactions begin anew with each commit
  private int users;

  SqliteStore(Path file) {
    this.file = file;
  }

  void addUser() {
    users++;
  }

  /** Closes the file when nobody uses it any more; whether that is so. */
  boolean removeUser() {
    users--;
    if (users == 0) {
      drop();
    }
    return users == 0;
  }

  /**
   * Writes a row; it is durable after the next {@link #settle}.
   *
   * @return the id of a new row, if it can be told now
   * @throws ReactionFailure a lasting one when this row cannot be written
   */
  OptionalLong write(SqliteWrite row) {
    if (postponed) {
      unsettled.add(row);
      return OptionalLong.empty();
    }
    try {
      OptionalLong id = writeNow(row);
      unsettled.add(row);
      return id;
    } catch (SQLiteException e) {
      if (THERE_ALREADY.contains(e.getResultCode())) {
        return OptionalLong.empty(); // the constraint is there to keep it out
      }
      if (!PASSING.contains(e.getResultCode())) {
        throw ReactionFailure.lasting("cannot write to " + file + ": " + e.getMessage());
      }
      LOG.debug("kept for later", e);
      drop();
      postponed = true;
      unsettled.add(row);
      return OptionalLong.empty();
    } catch (SQLException e) {
      throw ReactionFailure.lasting("cannot write to " + file + ": " + e.getMessage());
    }
  }

  private OptionalLong writeNow(SqliteWrite row) throws SQLException {
    Connection open = open();
    if (prepared.add(row.shape())) {
      try {
        row.prepare(open);
      } catch (SQLException e) {
        prepared.remove(row.shape());
        throw e;
      }
    }
    try {
      return row.write(open);
    } catch (SQLiteException e) {
      if (e.getResultCode() != SQLiteErrorCode.SQLITE_ERROR) {
        throw e;
      }
      row.prepare(open); // somebody took the table or a column away
      return row.write(open);
    }
  }

  /** The connection, with everything in its transaction that is not settled. */
  private Connection open() throws SQLException {
    if (connection.isEmpty()) {
      begun = false;
      prepared.clear();
      connection = Optional.of(connect());
    }
    Connection made = connection.get();
    if (!begun) {
      execute(made, "BEGIN IMMEDIATE");
      begun = true;
      for (SqliteWrite row : unsettled) {
        try {
          if (prepared.add(row.shape())) {
            row.prepare(made);
          }
          row.write(made);
        } catch (SQLiteException e) {
          if (!e.getResultCode().name().startsWith("SQLITE_CONSTRAINT")) {
            throw e;
          }
        }
      }
    }
    return made;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new SQLException("cannot make its directory: " + e, e);
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /**
   * Makes the rows durable.
   *
   * @throws ReactionFailure when that is not possible now; they are kept
   */
  void settle() {
    if (unsettled.isEmpty() && !begun) {
      return;
    }
    postponed = false;
    try {
      execute(open(), "COMMIT");
      begun = false;
      unsettled.clear();
    } catch (SQLException e) {
      drop();
      throw ReactionFailure.passing("cannot write to " + file + ": " + e.getMessage(), e);
    }
  }

  private void drop() {
    try {
      if (connection.isPresent()) {
        connection.get().close();
      }
    } catch (SQLException e) {
      LOG.debug("nothing is lost: what was not committed is written again", e);
    }
    connection = Optional.empty();
  }
}
