// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import org.junit.jupiter.api.Tag;

/** The contract, kept by a real PostgreSQL. */
@Tag("slow")
class PostgresStoreTest extends StoreContract {

  @Override
  StoreServer startServer() {
    return Postgres.running();
  }
}
