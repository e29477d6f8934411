// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/**
 * A batch that a crash cut short was never acknowledged: its records are gone, wherever in a file
 * it began, and what is appended next under the same numbers is what readers get.
 */
class CutShortTest {

  private static final QueueSettings SETTINGS =
      QueueSettings.DEFAULT.withFloorBytes(0).withBlockBytes(64 << 10);

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4})
  void whatIsAppendedNextTakesItsPlace(long wholeBatchesBefore) throws Exception {
    Path image = home.resolve("image");
    crashInABatch(image, wholeBatchesBefore);
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      long next = 5 + wholeBatchesBefore + 1;
      assertEquals(next, queues.appender(image).append(Message.of("n", "next")));
      List<String> expected = new ArrayList<>(numbers(next - 1));
      expected.add("next");
      assertEquals(expected, read(queues, image));
    }
    assertSound(image, 5 + wholeBatchesBefore + 1);
  }

  @Test
  void aSecondCrashInTheSamePlaceChangesNothing() throws Exception {
    Path image = home.resolve("image");
    crashInABatch(image, 0);
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      queues.appender(image);
    }
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      assertEquals(6, queues.appender(image).append(Message.of("n", "next")));
      assertEquals(List.of("1", "2", "3", "4", "5", "next"), read(queues, image));
    }
    assertSound(image, 6);
  }

  /**
   * Five records of an earlier run, whole batches of this one, and two records of a batch of three.
   */
  private void crashInABatch(Path image, long wholeBatches) throws IOException {
    Path live = home.resolve("live");
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      for (int n = 1; n <= 5; n++) {
        queues.appender(live).append(Message.of("n", n));
      }
    }
    Layout layout = new Layout(live);
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      QueueAppender appender = queues.appender(live);
      for (long n = 6; n < 6 + wholeBatches; n++) {
        appender.append(Message.of("n", n));
      }
      byte[] headBefore = Files.readAllBytes(layout.head());
      appender.append(
          Stream.of("lost 1", "lost 2", "lost 3").map(n -> Entry.of(Message.of("n", n))).toList());
      copy(live, image);
      Files.write(new Layout(image).head(), headBefore);
      cutBeforeTheLastRecord(image, queues.view(live).incarnation());
    }
  }

  private static void cutBeforeTheLastRecord(Path image, long incarnation) throws IOException {
    List<Path> files = new Layout(image).files();
    Path newest = files.get(files.size() - 1);
    long secondLast = 0;
    try (FileScan scan = new FileScan(newest, incarnation)) {
      long last = 0;
      while (scan.step() == FileScan.Step.RECORD) {
        secondLast = last;
        last = scan.offset();
      }
    }
    assertTrue(secondLast > 0, "the batch is in the newest file");
    try (RandomAccessFile bytes = new RandomAccessFile(newest.toFile(), "rw")) {
      bytes.setLength(secondLast);
    }
  }

  private static void assertSound(Path image, long last) {
    Verification.Result result = Verification.run(StoredQueue.at(image).orElseThrow(), done -> {});
    assertEquals(List.of(), result.problems());
    assertEquals(last, result.records());
  }

  private static List<String> numbers(long last) {
    List<String> numbers = new ArrayList<>();
    for (long n = 1; n <= last; n++) {
      numbers.add(Long.toString(n));
    }
    return numbers;
  }

  private static List<String> read(Queues queues, Path directory) throws InterruptedException {
    try (Cursor cursor = queues.view(directory).cursor("reader")) {
      return cursor.read(100, Duration.ZERO).stream().map(r -> r.message().text("n")).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        boolean socket = !Files.isDirectory(path) && !Files.isRegularFile(path);
        Layout live = new Layout(from);
        if (socket || path.equals(live.lock()) || path.equals(live.owner())) {
          continue; // this process would take itself for the dead owner
        }
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
