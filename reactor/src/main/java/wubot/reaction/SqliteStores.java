// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import wubot.rule.ReactionServices;

/** The database files that a daemon has open: two connections of it would wait for each other. */
final class SqliteStores {

  private final Map<Path, SqliteStore> stores = new HashMap<>(); // guarded by this

  /** Those of the daemon that a reaction is made for. */
  static SqliteStores of(ReactionServices services) {
    return services.common().get(SqliteStores.class, SqliteStores::new);
  }

  /** The store of a file; to be {@link #close}d as often as it was opened. */
  synchronized SqliteStore open(Path file) {
    SqliteStore store = stores.computeIfAbsent(file, SqliteStore::new);
    store.addUser();
    return store;
  }

  synchronized void close(Path file) {
    if (stores.get(file).removeUser()) {
      stores.remove(file);
    }
  }
}
