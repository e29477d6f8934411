// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;

/** The three durabilities, and what happens to readers when acknowledged records are gone. */
class DurabilityTest {

  @TempDir Path home;

  private static ChronicleQueues queues(Durability durability, Duration interval) {
    return new ChronicleQueues(
        "joe",
        Clock.systemUTC(),
        QueueSettings.DEFAULT.withFloorBytes(0).withDurability(durability).withInterval(interval));
  }

  @Test
  void withCommitEveryAppendGoesToTheDisk() {
    try (ChronicleQueues queues = queues(Durability.COMMIT, Duration.ofDays(1))) {
      for (int n = 1; n <= 3; n++) {
        queues.appender(home).append(Message.of("n", n));
        assertEquals(n, queues.metrics(home).forced());
        assertEquals(n, queues.view(home).lastSequence());
      }
    }
  }

  @Test
  void withIntervalReadersSeeWhatIsOnDisk() throws InterruptedException {
    try (ChronicleQueues queues = queues(Durability.INTERVAL, Duration.ofMillis(200));
        Cursor cursor = queues.view(home).cursor("c")) {
      for (int n = 1; n <= 100; n++) {
        queues.appender(home).append(Message.of("n", n));
      }
      long read = 0;
      while (read < 100) {
        List<QueueRecord> records = cursor.read(100, Duration.ofSeconds(20));
        assertTrue(!records.isEmpty(), "nothing came");
        read = records.get(records.size() - 1).sequence();
      }
      assertTrue(queues.metrics(home).forced() < 100);
    }
  }

  @Test
  void withOsReadersSeeEverythingAtOnce() throws InterruptedException {
    try (ChronicleQueues queues = queues(Durability.OS, Duration.ofDays(1))) {
      for (int n = 1; n <= 5; n++) {
        queues.appender(home).append(Message.of("n", n));
      }
      assertEquals(0, queues.metrics(home).forced());
      assertEquals(5, queues.view(home).cursor("c").read(9, Duration.ZERO).size());
    }
  }

  /** Power loss under the weak durabilities: sequences that readers knew are not given again. */
  @Test
  void sequencesThatReadersSawAreNotGivenToOtherMessages() throws Exception {
    try (ChronicleQueues queues = queues(Durability.OS, Duration.ofDays(1))) {
      for (int n = 1; n <= 10; n++) {
        queues.appender(home).append(Message.of("n", n));
      }
      try (Cursor cursor = queues.view(home).cursor("c")) {
        cursor.commit(10);
      }
    }
    removeRecords();
    try (ChronicleQueues queues = queues(Durability.COMMIT, Duration.ofDays(1))) {
      assertEquals(11, queues.appender(home).append(Message.of("n", 11)));
      try (Cursor cursor = queues.view(home).cursor("c")) {
        QueueRecord record = cursor.read(9, Duration.ZERO).get(0);
        assertEquals(11, record.sequence());
        assertEquals(11, record.message().identity().get().sequence());
      }
    }
  }

  private void removeRecords() throws IOException {
    for (Path file : new Layout(home).files()) {
      Files.delete(file);
    }
    Files.delete(home.resolve("checkpoint"));
  }

  @Test
  void aClosedQueueTakesNothing() {
    QueueAppender appender;
    try (ChronicleQueues queues = queues(Durability.COMMIT, Duration.ofDays(1))) {
      appender = queues.appender(home);
    }
    assertThrows(QueueException.class, () -> appender.append(Message.of("n", 1)));
  }

  @Test
  void messagesBeyondTheLimitsAreRefusedAndLeaveNoTrace() {
    try (ChronicleQueues queues = queues(Durability.COMMIT, Duration.ofDays(1))) {
      Message wide = Message.empty();
      for (int i = 0; i <= 10_000; i++) {
        wide.put("f" + i, i);
      }
      QueueAppender appender = queues.appender(home);
      assertThrows(MessageTooLargeException.class, () -> appender.append(wide));
      assertEquals(1, appender.append(Message.of("n", 1)));
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");
    try (ChronicleQueues queues = queues(Durability.COMMIT, Duration.ofDays(1))) {
      Path below = file.resolve("queue");
      QueueException problem = assertThrows(QueueException.class, () -> queues.appender(below));
      assertTrue(problem.getMessage().contains(below.toString()), problem.getMessage());
    }
  }
}
