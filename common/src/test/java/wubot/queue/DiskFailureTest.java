// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.disk.SteadyFile;
import wubot.message.Message;

/** The disk refuses: nobody is told that something is durable when it is not, and work goes on. */
class DiskFailureTest {

  @TempDir Path home;
  private final ChronicleQueues queues =
      new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));

  @AfterEach
  void close() {
    queues.close();
  }

  private static void breakDisk(QueueAppender appender) throws IOException {
    SteadyFile file = ((OpenQueue) appender).file().orElseThrow();
    file.close(); // every force of it fails from now on
  }

  @Test
  void whatCouldNotBeForcedIsNotThereAndTheNextAppendGoesOn() throws Exception {
    Path directory = home.resolve("q");
    QueueAppender appender = queues.appender(directory);
    appender.append(List.of(Entry.received(Message.of("n", 1), new LinkStamp("box", 1))));
    breakDisk(appender);
    Entry second = Entry.received(Message.of("n", 2), new LinkStamp("box", 2));
    assertThrows(QueueException.class, () -> appender.append(List.of(second)));
    assertEquals(1, queues.view(directory).lastSequence());
    assertEquals(OptionalLong.of(1), watermarkAfterRetry(appender, second));
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      List<QueueRecord> records = cursor.read(10, Duration.ZERO);
      assertEquals(2, records.size());
      assertEquals(2, records.get(1).message().identity().get().sequence());
    }
  }

  private static OptionalLong watermarkAfterRetry(QueueAppender appender, Entry second) {
    assertEquals(List.of(2L), appender.append(List.of(second)));
    assertEquals(OptionalLong.of(2), appender.watermark("box"));
    return OptionalLong.of(1);
  }

  @RepeatedTest(10)
  void manyThreadsThatTryAgainEndUpWithEverythingOnce() throws Exception {
    Path directory = home.resolve("q");
    QueueAppender appender = queues.appender(directory);
    int threads = 8;
    int each = 60;
    AtomicInteger failures = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      all.add(
          pool.submit(
              () -> {
                for (int i = 0; i < each; ) {
                  try {
                    appender.append(Message.of("t", thread).with("i", i));
                    i++;
                  } catch (QueueException e) {
                    failures.incrementAndGet();
                  }
                  if (thread == 0 && i % 10 == 5 && failures.get() < i) {
                    breakDisk(appender);
                  }
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    pool.shutdown();
    assertTrue(failures.get() > 0, "the disk failed now and then");
    int[] next = new int[threads];
    long expected = 1;
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      for (QueueRecord record : cursor.read(10_000, Duration.ZERO)) {
        assertEquals(expected++, record.sequence());
        int thread = (int) record.message().number("t").orElseThrow();
        assertEquals(Integer.toString(next[thread]++), record.message().text("i"));
      }
    }
    assertEquals((long) threads * each, expected - 1);
  }

  @Test
  void nothingIsAcceptedIntoAFileThatSomebodyRemovedAndTheNextAppendGoesOn() throws Exception {
    Path directory = home.resolve("q");
    QueueAppender appender = queues.appender(directory);
    appender.append(Message.of("n", 1));
    Path file = ((OpenQueue) appender).file().orElseThrow().path();
    Files.delete(file);
    QueueException refused =
        assertThrows(QueueException.class, () -> appender.append(Message.of("n", 2)));
    assertTrue(refused.getMessage().contains(file + " was removed"), refused.getMessage());
    assertEquals(2, appender.append(Message.of("n", 3)));
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      assertEquals(
          List.of("3"),
          cursor.read(10, Duration.ZERO).stream().map(r -> r.message().text("n")).toList());
    }
  }

  @Test
  void aFileThatWasReplacedByACopyTakesNothingMore() throws Exception {
    Path directory = home.resolve("q");
    QueueAppender appender = queues.appender(directory);
    appender.append(Message.of("n", 1));
    Path file = ((OpenQueue) appender).file().orElseThrow().path();
    Path copy = Files.copy(file, home.resolve("copy"));
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    assertThrows(QueueException.class, () -> appender.append(Message.of("n", 2)));
    assertEquals(2, appender.append(Message.of("n", 3)));
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      assertEquals(
          List.of("1", "3"),
          cursor.read(10, Duration.ZERO).stream().map(r -> r.message().text("n")).toList());
    }
  }

  @Test
  void aQueueThatWasMovedAwayAcceptsNothingUntilItIsBack() throws Exception {
    Path directory = home.resolve("q");
    QueueAppender appender = queues.appender(directory);
    appender.append(Message.of("n", 1));
    Files.move(directory, home.resolve("elsewhere"));
    for (int i = 0; i < 3; i++) {
      assertThrows(QueueException.class, () -> appender.append(Message.of("n", 2)));
      assertFalse(Files.exists(directory));
    }
    QueueException refused =
        assertThrows(QueueException.class, () -> appender.append(Message.of("n", 2)));
    assertTrue(refused.getMessage().contains("put it back"), refused.getMessage());
    Files.move(home.resolve("elsewhere"), directory);
    assertEquals(2, appender.append(Message.of("n", 3)));
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      assertEquals(
          List.of("1", "3"),
          cursor.read(10, Duration.ZERO).stream().map(r -> r.message().text("n")).toList());
    }
  }
}
