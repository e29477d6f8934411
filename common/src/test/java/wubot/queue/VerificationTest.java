// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;

/** What the other files of a queue prove to have existed counts as lost when it is gone. */
class VerificationTest {

  private static final QueueSettings SETTINGS = QueueSettings.DEFAULT.withFloorBytes(0);

  @TempDir Path home;

  private void append(int count) {
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      queues
          .appender(home)
          .append(
              IntStream.range(0, count)
                  .mapToObj(n -> Entry.of(Message.of("n", n)))
                  .collect(Collectors.toList()));
    }
  }

  private void commit(long to) throws InterruptedException {
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      try (Cursor cursor = queues.view(home).cursor("reader")) {
        cursor.read(100, Duration.ZERO);
        cursor.commit(to);
      }
    }
  }

  private void overwriteTheOldestFile() throws IOException {
    Path file = new Layout(home).files().get(0);
    byte[] garbage = new byte[(int) Files.size(file)];
    new Random(1).nextBytes(garbage);
    Files.write(file, garbage);
  }

  private Verification.Result verify() {
    return Verification.run(StoredQueue.at(home).orElseThrow(), part -> {});
  }

  @Test
  void theHeadKnowsWhatAFileOfGarbageHeld() throws Exception {
    append(5);
    assertTrue(verify().isSound());
    overwriteTheOldestFile();
    assertEquals(5, verify().lost(), verify().problems()::toString);
  }

  @Test
  void aCursorKnowsItToo() throws Exception {
    append(1);
    commit(1);
    Files.delete(new Layout(home).head());
    Files.delete(new Layout(home).checkpoint());
    overwriteTheOldestFile();
    assertEquals(1, verify().lost(), verify().problems()::toString);
  }

  @Test
  void soDoesTheCheckpoint() throws Exception {
    append(3);
    Files.delete(new Layout(home).head());
    overwriteTheOldestFile();
    assertEquals(3, verify().lost(), verify().problems()::toString);
  }

  @Test
  void soDoesTheFirstRecordThatWasAppendedAfterwards() throws Exception {
    append(1);
    commit(1);
    overwriteTheOldestFile();
    append(1);
    Verification.Result result = verify();
    assertEquals(1, result.lost(), result.problems()::toString);
    assertEquals(1, result.records());
    assertTrue(result.problems().get(0).contains("record 1 is lost"), result.problems()::toString);
  }

  @Test
  void whatWasNotReadYetIsCountedWholeAndWhatMayBeRemovedIsNot() throws Exception {
    append(10);
    commit(4);
    overwriteTheOldestFile();
    append(1);
    Verification.Result result = verify();
    assertEquals(6, result.lost(), result.problems()::toString);
    assertTrue(
        result.problems().get(0).contains("records 5 to 10 are lost"), result.problems()::toString);
  }

  @Test
  void aFileThatSomebodyDeletedBeforeItWasReadIsMissed() throws Exception {
    append(10);
    commit(4);
    append(1);
    Files.delete(new Layout(home).files().get(0));
    assertEquals(6, verify().lost(), verify().problems()::toString);
  }

  @Test
  void whatWasReadAndRemovedIsNotLost() throws Exception {
    append(10);
    commit(10);
    append(1);
    Files.delete(new Layout(home).files().get(0)); // as retention does
    commit(11);
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      queues.view(home).cursor("new").close();
    }
    assertTrue(verify().isSound(), verify().problems()::toString);
    overwriteTheOldestFile();
    assertFalse(verify().isSound());
  }
}
