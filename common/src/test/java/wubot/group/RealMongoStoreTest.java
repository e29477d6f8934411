// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;

/** The contract, kept by a real MongoDB, where there is one. */
@Tag("slow")
class RealMongoStoreTest extends StoreContract {

  @Override
  StoreServer startServer() {
    Optional<Mongo> real = Mongo.real();
    Assumptions.assumeTrue(
        real.isPresent(),
        "no real MongoDB: set WUBOT_TEST_MONGO_URI=mongodb://user:password@host:port/test.any");
    return real.get();
  }

  @Override
  boolean canWatch() {
    return false;
  }
}
