// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

  private static final String ROLE = "counter";

  private final Snapshots snapshots =
      new Snapshots(
          MemberSettings.of("home", "joe", Duration.ofSeconds(2), "test"),
          new MemoryStore(Duration.ofSeconds(1)));

  @Test
  void whatIsLeftAtTheEndOutlivesASnapshotThatIsSavedMeanwhile() throws Exception {
    for (int token = 1; token <= 200; token++) {
      long holder = token;
      CountDownLatch begun = new CountDownLatch(1);
      AtomicInteger revisions = new AtomicInteger();
      Thread saving =
          new Thread(
              () -> {
                begun.countDown();
                for (int i = 0; i < 5; i++) {
                  Handover now = Handover.snapshot(1, Document.empty().with("count", i), Map.of());
                  if (snapshots.save(ROLE, holder, now, "early" + revisions.incrementAndGet())) {
                    snapshots.sweep(ROLE);
                  }
                }
              });
      saving.start();
      begun.await();
      Handover last =
          Handover.complete(
              1, Document.empty().with("count", 1000 + token), Map.of("text", "é".repeat(900_000)));
      snapshots.save(ROLE, holder, last, "last");
      saving.join();
      assertEquals(Optional.of(last), snapshots.read(ROLE), "round " + token);
    }
  }
}
