// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/**
 * Members as processes over MongoDB, behind a cable: the one in memory of mongo-java-server, or the
 * real one that the environment variable WUBOT_TEST_MONGO_URI leads to.
 */
@Tag("slow")
class ClaimsOnMongoTest extends ClaimsOnServerTest {
  private final Mongo mongo = Mongo.real().orElseGet(Mongo::inMemory);

  @AfterEach
  void closeServer() {
    mongo.close();
  }

  @Override
  StoreServer server() {
    return mongo;
  }

  @Override
  String store() {
    return mongo.uri();
  }
}
