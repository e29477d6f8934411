// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Something to do to a table; done again in the next transaction when the one at hand fails. */
interface SqliteWrite {

  /** What has to be {@link #prepare}d; the same for all that need the same. */
  Object shape();

  /** Makes what is missing in the database. */
  void prepare(Connection connection) throws SQLException;

  /** Does it; the id of a new row if there is one. */
  OptionalLong write(Connection connection) throws SQLException;
}
