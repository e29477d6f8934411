// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;

/** Many callers, few trips to the disk. */
class GroupCommitTest {

  private static final int THREADS = 64;

  @TempDir Path home;

  @Test
  void sixtyFourThreadsShareTripsAndLoseNothing() throws Exception {
    int each = 30;
    Path directory = home.resolve("q");
    try (ChronicleQueues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0))) {
      QueueAppender appender = queues.appender(directory);
      ExecutorService pool = Executors.newFixedThreadPool(THREADS);
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        work.add(
            () -> {
              long last = 0;
              for (int i = 0; i < each; i++) {
                long sequence = appender.append(Message.of("t", thread).with("i", i));
                assertTrue(sequence > last);
                last = sequence;
              }
              return true;
            });
      }
      for (Future<Boolean> done : pool.invokeAll(work)) {
        assertTrue(done.get());
      }
      pool.shutdown();
      QueueMetrics metrics = queues.metrics(directory);
      assertEquals((long) THREADS * each, metrics.appended());
      assertTrue(metrics.forced() < (long) THREADS * each, "trips: " + metrics.forced());
      int[] next = new int[THREADS];
      List<QueueRecord> all =
          queues.view(directory).cursor("c").read(2 * THREADS * each, Duration.ZERO);
      assertEquals(THREADS * each, all.size());
      for (QueueRecord record : all) {
        int thread = (int) record.message().number("t").orElseThrow();
        assertEquals(next[thread]++, record.message().number("i").orElseThrow());
      }
    }
  }

  @Test
  void whoWritesWhileTheDiskWorksIsCoveredByTheNextTripOnly() throws Exception {
    AtomicLong written = new AtomicLong();
    AtomicInteger trips = new AtomicInteger();
    CountDownLatch onTheWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    GroupCommit disk =
        new GroupCommit(
            () -> {
              long upTo = written.get();
              if (trips.incrementAndGet() == 1) {
                onTheWay.countDown();
                awaitQuietly(goOn);
              }
              return upTo;
            });
    written.set(1);
    Thread first = new Thread(() -> disk.await(1));
    first.start();
    onTheWay.await();
    written.set(2); // after the disk has begun
    AtomicBoolean covered = new AtomicBoolean();
    Thread second =
        new Thread(
            () -> {
              disk.await(2);
              covered.set(true);
            });
    second.start();
    assertEquals(1, trips.get());
    goOn.countDown();
    first.join();
    second.join();
    assertTrue(covered.get());
    assertEquals(2, trips.get());
  }

  @Test
  void aFailureReachesAllOfTheGroupAndNoOther() {
    AtomicBoolean broken = new AtomicBoolean(true);
    GroupCommit disk =
        new GroupCommit(
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("no disk");
              }
              return 5;
            });
    assertThrows(QueueException.class, () -> disk.await(1));
    broken.set(false);
    disk.await(5);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
