// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/** One process appends, another one reads or wants to append too. */
@Tag("slow")
class AcrossProcessesTest {

  @TempDir Path home;

  private static Queues queues() {
    return new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
  }

  /** With a short path there is a doorbell, with a long one the reader looks by itself. */
  @ParameterizedTest
  @ValueSource(ints = {1, 120})
  void aReaderInAnotherProcessSeesEveryMessageAndKeepsItsPlace(int pathLength) throws Exception {
    Path directory = home.resolve("q".repeat(pathLength));
    try (Queues queues = queues()) {
      long next = 1;
      for (int round = 0; round < 2; round++) {
        try (ChildJvm child = ChildJvm.start("echo", directory, "child")) {
          assertEquals(Optional.of("1"), child.line("ready"));
          QueueAppender appender = queues.appender(directory);
          for (int i = 0; i < 20; i++, next++) {
            appender.append(Message.of("n", next));
            assertEquals(Optional.of(next + " " + next), child.line("read"));
          }
          child.kill();
        }
      }
    }
  }

  @Test
  void aSecondAppendingProcessIsToldWhoOwnsTheQueue() throws Exception {
    Path directory = home.resolve("reactor");
    try (Queues queues = queues();
        ChildJvm child = ChildJvm.start("own", directory)) {
      assertEquals(Optional.of("1"), child.line("owned"));
      QueueOwnedException refusal =
          assertThrows(QueueOwnedException.class, () -> queues.appender(directory));
      String message = refusal.getMessage();
      assertTrue(
          message.contains(directory + " is owned by process " + child.pid() + " ("), message);
      assertTrue(message.contains("QueueChild, since 20"), message);
    }
    try (Queues queues = queues()) { // the kernel has dropped the lock
      assertEquals(1, queues.appender(directory).append(Message.of("n", 1)));
    }
  }

  @Test
  void aFollowerOutlivesItsOwnersAndFollowsTheNext() throws Exception {
    Path directory = home.resolve("reactor");
    try (Queues follower = queues();
        Cursor cursor = follower.view(directory).cursor("f")) {
      long expected = 1;
      for (int round = 0; round < 3; round++) {
        try (ChildJvm child = ChildJvm.start("append", directory, 1, 1)) {
          long goal = expected + 50;
          while (expected < goal) {
            for (QueueRecord record : cursor.read(10, Duration.ofSeconds(20))) {
              assertEquals(expected++, record.sequence());
            }
          }
          child.kill();
        }
      }
      cursor.commit(expected - 1);
    }
  }
}
