// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import org.junit.jupiter.api.Tag;

/** The contract, kept by a MongoDB in memory. */
@Tag("slow")
class MongoStoreTest extends StoreContract {

  @Override
  StoreServer startServer() {
    return Mongo.inMemory();
  }

  @Override
  boolean canWatch() {
    return false;
  }
}
