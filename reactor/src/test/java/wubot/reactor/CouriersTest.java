// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.queue.Queues;

class CouriersTest {

  @TempDir Path home;

  /** Else a member that ends would tell its group that it is past what still waits. */
  @Test
  void onceItEndsNothingThatWaitsCountsAsDelivered() throws InterruptedException {
    try (Queues queues = ReactorHome.queues();
        Diary diary = new Diary(home.resolve("diary"), Clock.systemUTC())) {
      Couriers couriers =
          new Couriers(
              queues,
              new Couriers.Place(home, "joe", "", () -> true),
              new Effects(queues, "joe#1", diary),
              Optional.empty(),
              Clock.systemUTC());
      Map<String, Long> waiting = Map.of("of-a-rule-that-is-gone", 5L);
      assertTrue(couriers.areThrough(waiting));
      couriers.ending();
      assertFalse(couriers.areThrough(waiting));
    }
  }
}
