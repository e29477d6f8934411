// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import org.junit.jupiter.api.Tag;

/** The contract, kept by a real etcd. */
@Tag("slow")
class EtcdStoreTest extends StoreContract {

  @Override
  StoreServer startServer() {
    return Etcd.alone();
  }
}
