// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Members as processes over a real PostgreSQL. */
@Tag("slow")
class ClaimsOnPostgresTest extends ClaimsOnServerTest {
  private static Postgres postgres;

  @BeforeAll
  static void startServer() {
    postgres = Postgres.running();
  }

  @AfterAll
  static void closeServer() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Override
  StoreServer server() {
    return postgres;
  }

  @Override
  String store() {
    return postgres.uri();
  }
}
