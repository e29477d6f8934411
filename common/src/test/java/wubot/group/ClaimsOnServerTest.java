// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over a server, which can be frozen and stopped as well as the members. */
abstract class ClaimsOnServerTest extends ClaimsByProcesses {

  abstract StoreServer server();

  @Test
  void whileTheStoreIsFrozenNothingHappensAndAfterItEverythingOnce() throws Exception {
    given.setProperty("ids", "150");
    given.setProperty("effectMillis", "10");
    startAll();
    await("some are done", () -> times().size() >= 30);
    server().freeze();
    awaitStillness(); // members stop within two thirds of their time to live
    server().thaw();
    endAll();
    assertOnce(150, Set.of());
    assertTrue(ends().stream().allMatch(line -> count(line, "suspectedTwice") == 0));
  }

  /** Waits until nothing has happened for as long as claims live. */
  private void awaitStillness() throws InterruptedException {
    int[] before = {-1};
    long[] since = {0};
    await(
        "nothing happens",
        () -> {
          int now = effects().size();
          if (now != before[0]) {
            before[0] = now;
            since[0] = System.nanoTime();
          }
          return System.nanoTime() - since[0] > TimeUnit.MILLISECONDS.toNanos(TTL_MILLIS);
        });
  }

  @Test
  void aStoreThatComesLateIsWaitedFor() throws Exception {
    given.setProperty("ids", "60");
    server().stop();
    startAll();
    await("all wait", () -> lines("lives.log").size() >= 3);
    TimeUnit.SECONDS.sleep(1); // in vain
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
