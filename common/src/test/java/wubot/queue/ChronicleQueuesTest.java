// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;

/** What every user of a queue relies on. */
class ChronicleQueuesTest {

  @TempDir Path home;
  private Path directory;
  private Queues queues;

  @BeforeEach
  void open() {
    directory = home.resolve("reactor");
    queues = queues("joe");
  }

  @AfterEach
  void close() {
    queues.close();
  }

  private static Queues queues(String host) {
    return new ChronicleQueues(
        host, Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(1 << 20));
  }

  private void reopen() {
    queues.close();
    queues = queues("joe");
  }

  private static Message message(long n) {
    return Message.of("n", n).with("subject", "message number " + n);
  }

  private static Entry received(long n) {
    return Entry.received(message(n), new LinkStamp("box", n));
  }

  private List<QueueRecord> readAll(String cursor) throws InterruptedException {
    List<QueueRecord> all = new ArrayList<>();
    try (Cursor reader = queues.view(directory).cursor(cursor)) {
      for (var some = reader.read(7, Duration.ZERO);
          !some.isEmpty();
          some = reader.read(7, Duration.ZERO)) {
        all.addAll(some);
      }
    }
    return all;
  }

  private static List<Long> sequences(List<QueueRecord> records) {
    return records.stream().map(QueueRecord::sequence).toList();
  }

  @Test
  void whatWasAppendedIsReadInOrder() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    for (long n = 1; n <= 20; n++) {
      assertEquals(n, appender.append(message(n)));
    }
    List<QueueRecord> all = readAll("r");
    assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), sequences(all));
    assertEquals("message number 20", all.get(19).message().text("subject"));
  }

  @Test
  void newMessagesGetAnIdentityAndOthersKeepTheirs() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    Identity foreign = new Identity("box", 77, 9);
    appender.append(
        List.of(
            Entry.of(message(1)),
            Entry.of(message(2).withIdentity(foreign)),
            Entry.of(message(3))));
    long incarnation = queues.view(directory).incarnation();
    assertNotEquals(0, incarnation);
    assertEquals(
        List.of(new Identity("joe", incarnation, 1), foreign, new Identity("joe", incarnation, 2)),
        readAll("r").stream().map(record -> record.message().identity().get()).toList());
  }

  @Test
  void numbersGoOnAfterReopening() throws InterruptedException {
    queues.appender(directory).append(message(1));
    long incarnation = queues.view(directory).incarnation();
    for (long n = 2; n <= 5; n++) {
      reopen();
      assertEquals(n, queues.appender(directory).append(message(n)));
      assertEquals(n, queues.view(directory).lastSequence());
    }
    assertEquals(incarnation, queues.view(directory).incarnation());
    List<QueueRecord> all = readAll("r");
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), sequences(all));
    assertEquals(5, all.get(4).message().identity().get().sequence());
  }

  @Test
  void aCursorMovesOnlyByCommit() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    IntStream.rangeClosed(1, 9).forEach(n -> appender.append(message(n)));
    try (Cursor cursor = queues.view(directory).cursor("r")) {
      assertEquals(9, cursor.depth());
      assertEquals(4, cursor.read(4, Duration.ZERO).size());
      cursor.commit(3);
      assertEquals(6, cursor.depth());
    }
    reopen();
    assertEquals(List.of(4L, 5L, 6L, 7L, 8L, 9L), sequences(readAll("r")));
    assertEquals(9, readAll("another").size());
  }

  @Test
  void aCursorSeeksBothWays() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    IntStream.rangeClosed(1, 9).forEach(n -> appender.append(message(n)));
    try (Cursor cursor = queues.view(directory).cursor("r")) {
      cursor.seek(6);
      assertEquals(List.of(7L, 8L), sequences(cursor.read(2, Duration.ZERO)));
      cursor.seek(1);
      assertEquals(List.of(2L, 3L), sequences(cursor.read(2, Duration.ZERO)));
      assertThrows(IllegalArgumentException.class, () -> cursor.commit(10));
      assertEquals(0, cursor.committed());
    }
  }

  @Test
  void whatWasReceivedBeforeIsPassedOver() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    assertEquals(OptionalLong.empty(), appender.watermark("box"));
    assertEquals(List.of(1L, 2L), appender.append(List.of(received(4), received(8))));
    assertEquals(OptionalLong.of(8), appender.watermark("box"));
    assertEquals(
        List.of(0L, 0L, 3L, 0L),
        appender.append(List.of(received(4), received(8), received(9), received(9))));
    reopen();
    assertEquals(OptionalLong.of(9), queues.appender(directory).watermark("box"));
    assertEquals(List.of(0L), queues.appender(directory).append(List.of(received(9))));
    assertEquals(new LinkStamp("box", 9), readAll("r").get(2).received().get());
  }

  @Test
  void aQueueIsSharedInOneProcessAndRefusedToAnother() {
    QueueAppender appender = queues.appender(directory);
    assertSame(appender, queues.appender(home.resolve("x/../reactor")));
    try (Queues others = queues("joe")) {
      QueueOwnedException refusal =
          assertThrows(QueueOwnedException.class, () -> others.appender(directory));
      assertTrue(refusal.getMessage().contains(directory.toString()), refusal.getMessage());
    }
    appender.append(message(1));
    queues.close();
    queues = queues("joe");
    assertEquals(2, queues.appender(directory).append(message(2)));
  }

  @Test
  void aQueueThatDoesNotExistIsEmptyUntilItDoes() throws InterruptedException {
    QueueView view = queues.view(directory);
    assertEquals(0, view.lastSequence());
    assertEquals(0, view.incarnation());
    try (Cursor cursor = view.cursor("early")) {
      assertEquals(List.of(), cursor.read(1, Duration.ZERO));
      queues.appender(directory).append(message(1));
      assertEquals(List.of(1L), sequences(cursor.read(1, Duration.ofSeconds(10))));
    }
  }

  @Test
  void aWaitingReaderIsWoken() throws Exception {
    QueueAppender appender = queues.appender(directory);
    try (Cursor cursor = queues.view(directory).cursor("r")) {
      Thread writer = new Thread(() -> appender.append(message(1)));
      writer.start();
      assertEquals(1, cursor.read(1, Duration.ofMinutes(1)).size());
      writer.join();
    }
  }

  @Test
  void largeMessagesFitAndTooLargeOnesAreRefused() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    appender.append(message(1));
    for (int size : new int[] {100_000, 300_000, 5_000_000, 16_000_000}) {
      appender.append(Message.of("text", "x".repeat(size)));
    }
    appender.append(message(6));
    Message huge = Message.of("text", "x".repeat(17 << 20));
    assertThrows(QueueException.class, () -> appender.append(huge));
    List<QueueRecord> all = readAll("r");
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), sequences(all));
    assertEquals(16_000_000, all.get(4).message().text("text").length());
  }

  @Test
  void anInterruptedThreadAppendsAllTheSame() throws InterruptedException {
    QueueAppender appender = queues.appender(directory);
    appender.append(message(1));
    Thread.currentThread().interrupt();
    appender.append(message(2));
    appender.append(message(3));
    assertTrue(Thread.interrupted());
    assertEquals(4, appender.append(message(4)));
    assertEquals(List.of(1L, 2L, 3L, 4L), sequences(readAll("r")));
  }

  @Test
  void openingWithoutAppendingLeavesNoFile() throws Exception {
    queues.appender(directory);
    assertFalse(Files.exists(directory.resolve("records")));
  }
}
