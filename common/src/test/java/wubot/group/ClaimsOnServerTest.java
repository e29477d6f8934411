// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** As {@link ClaimsProcessesTest}, over a server that can be frozen and stopped as well. */
abstract class ClaimsOnServerTest extends ClaimsProcessesTest {

  abstract StoreServer server();

  @Test
  void whileTheStoreIsFrozenNothingHappensAndAfterItEverythingOnce() throws Exception {
    given.setProperty("ids", "150");
    given.setProperty("effectMillis", "10");
    startAll();
    await("some are done", () -> times().size() >= 30);
    server().freeze();
    TimeUnit.SECONDS.sleep(5); // members stop within two thirds of their time to live
    int before = effects().size();
    TimeUnit.SECONDS.sleep(3); // and nothing more happens
    assertEquals(before, effects().size());
    server().thaw();
    endAll();
    assertOnce(150, Set.of());
    assertTrue(ends().stream().allMatch(line -> count(line, "suspectedTwice") == 0));
  }

  @Test
  void aStoreThatComesLateIsWaitedFor() throws Exception {
    given.setProperty("ids", "60");
    server().stop();
    startAll();
    await("all wait", () -> lines("lives.log").size() >= 3);
    TimeUnit.SECONDS.sleep(3); // in vain
    assertEquals(0, effects().size());
    server().start();
    endAll();
    assertOnce(60, Set.of());
  }

  @Test
  void aStoreThatIsRestartedInTheMiddleForgetsNothing() throws Exception {
    given.setProperty("ids", "150");
    given.setProperty("effectMillis", "10");
    startAll();
    await("some are done", () -> times().size() >= 30);
    server().stop();
    server().start();
    endAll();
    assertOnce(150, Set.of());
  }
}
