// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Members as processes over a real etcd. */
@Tag("slow")
class ClaimsOnEtcdTest extends ClaimsOnServerTest {
  private static Etcd etcd;

  @BeforeAll
  static void startServer() {
    etcd = Etcd.alone();
  }

  @AfterAll
  static void closeServer() {
    if (etcd != null) {
      etcd.close();
    }
  }

  @Override
  StoreServer server() {
    return etcd;
  }

  @Override
  String store() {
    return "etcd://127.0.0.1:" + etcd.port();
  }
}
