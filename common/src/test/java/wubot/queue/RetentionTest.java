// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;

/**
 * What was read goes by whole files, what was not read stays; and the clock may do what it likes.
 */
class RetentionTest {

  @TempDir Path home;
  private final MovedClock clock = new MovedClock(Instant.parse("2026-03-01T12:00:30Z"));
  private Path directory;
  private ChronicleQueues queues;
  private long next = 1;

  @BeforeEach
  void open() {
    directory = home.resolve("q");
    queues =
        new ChronicleQueues(
            "joe",
            clock,
            QueueSettings.DEFAULT
                .withFloorBytes(0)
                .withBlockBytes(64 << 10)
                .withFileBytes(150 << 10));
  }

  @AfterEach
  void close() {
    queues.close();
  }

  private void append(int count) {
    QueueAppender appender = queues.appender(directory);
    for (int left = count; left > 0; ) {
      List<Entry> batch = new ArrayList<>();
      long first = next;
      for (int i = Math.min(left, 20); i > 0; i--, next++, left--) {
        Message message = Message.of("n", next).with("text", "z".repeat(1000));
        batch.add(Entry.received(message, new LinkStamp("box", next)));
      }
      assertEquals(LongStream.range(first, next).boxed().toList(), appender.append(batch));
    }
  }

  private int files() throws IOException {
    return new Layout(directory).files().size();
  }

  private List<QueueRecord> read(Cursor cursor) throws InterruptedException {
    return cursor.read(10_000, Duration.ZERO);
  }

  @Test
  void withoutACursorEverythingIsKept() throws IOException {
    append(500);
    clock.advance(Duration.ofDays(400));
    append(500);
    assertTrue(files() > 6);
    assertEquals(0, queues.metrics(directory).filesRemoved());
  }

  @Test
  void aFileThatACrashLeftEmptyHoldsUpNothing() throws Exception {
    append(300);
    queues.close();
    Layout layout = new Layout(directory);
    Path empty = Files.createDirectories(layout.run(layout.lastRun() + 1)).resolve("0.cq4");
    Files.createFile(empty);
    open();
    append(300);
    try (Cursor cursor = queues.view(directory).cursor("reader")) {
      cursor.commit(read(cursor).get(599).sequence());
    }
    clock.advance(Duration.ofDays(2));
    append(300); // begins a file and tidies
    assertTrue(Files.notExists(empty), "what came before it went with it");
  }

  @Test
  void readFilesGoAfterTheTimeToKeepAndTheRestStays() throws Exception {
    append(300);
    try (Cursor quick = queues.view(directory).cursor("quick");
        Cursor slow = queues.view(directory).cursor("slow")) {
      append(300);
      int all = files();
      quick.commit(600);
      slow.commit(250);
      clock.advance(Duration.ofHours(23));
      append(1);
      assertEquals(0, queues.metrics(directory).filesRemoved());
      clock.advance(Duration.ofHours(2));
      append(1);
      long removed = queues.metrics(directory).filesRemoved();
      assertTrue(removed > 0 && removed < all / 2 + 1, removed + " of " + all);
      slow.seek(250);
      assertEquals(251, read(slow).get(0).sequence());
      try (Cursor late = queues.view(directory).cursor("late")) {
        List<QueueRecord> kept = read(late);
        assertTrue(kept.get(0).sequence() > 1 && kept.get(0).sequence() <= 251);
        assertEquals(602, kept.get(kept.size() - 1).sequence());
        assertEquals(kept.size(), late.depth());
      }
      slow.commit(602);
      clock.advance(Duration.ofHours(30));
      append(1);
    }
    assertEquals(0, queues.metrics(directory).damaged(), "what was removed is not damaged");
  }

  @Test
  void watermarksOutliveTheRecordsTheyCameFrom() throws Exception {
    append(600);
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      cursor.commit(600);
    }
    clock.advance(Duration.ofHours(25));
    queues.appender(directory).append(Message.of("n", 601));
    next = 602;
    assertTrue(queues.metrics(directory).filesRemoved() > 2);
    queues.close();
    open();
    assertEquals(OptionalLong.of(600), queues.appender(directory).watermark("box"));
    append(1);
    assertEquals(602, queues.view(directory).lastSequence());
  }

  @Test
  void aReaderWhoseFilesWereRemovedGoesOnWithTheOldestThatIsLeft() throws Exception {
    append(300);
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      assertEquals(10, cursor.read(10, Duration.ZERO).size());
      cursor.commit(300);
      append(300);
      clock.advance(Duration.ofHours(25));
      append(1);
      assertTrue(queues.metrics(directory).filesRemoved() > 0);
      cursor.seek(300);
      List<QueueRecord> rest = read(cursor);
      assertEquals(301, rest.get(0).sequence());
      assertEquals(301, rest.size());
    }
  }

  @Test
  void jumpsOfTheClockDisorderNothing() throws Exception {
    try (Cursor cursor = queues.view(directory).cursor("c")) {
      for (int years : new int[] {0, 1, -2, 1, 5, -50, 60, -30}) {
        clock.advance(Duration.ofDays(365L * years));
        append(200);
        List<QueueRecord> records = read(cursor);
        assertEquals(200, records.size());
        assertEquals(next - 1, records.get(199).sequence());
        queues.appender(directory);
      }
    }
    queues.close();
    open();
    append(1);
    try (Cursor cursor = queues.view(directory).cursor("other")) {
      List<QueueRecord> records = read(cursor);
      for (int i = 0; i < records.size(); i++) {
        assertEquals(i + 1, records.get(i).sequence());
      }
      assertEquals(next - 1, records.size());
    }
  }
}
