// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first line of the contract: a real process is killed, and what it acknowledged is there. */
@Tag("slow")
class AcceptedMeansDurableTest {

  private static final int PRODUCERS = 4;
  private static final int BATCH = 5;
  private static final int ROUNDS = 8;

  @TempDir Path home;

  @Test
  void nothingAcknowledgedIsLostOrThereTwiceWhenTheProcessIsKilled() throws Exception {
    Path directory = home.resolve("queue");
    Random random = new Random(1);
    long[] acked = new long[PRODUCERS];
    for (int round = 0; round < ROUNDS; round++) {
      try (ChildJvm child = ChildJvm.start("append", directory, PRODUCERS, BATCH)) {
        int lines = random.nextInt(400);
        boolean killed = false;
        for (Optional<String> line = child.line("acked");
            line.isPresent();
            line = child.line("acked")) {
          String[] words = line.get().split(" ", -1);
          if (words.length == 2) {
            acked[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
          }
          if (lines-- < 0 && !killed) {
            child.kill();
            killed = true;
          }
        }
        assertTrue(killed, "the child ended by itself");
      }
      verify(directory, acked);
    }
  }

  private static void verify(Path directory, long[] acked) throws InterruptedException {
    try (Queues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0))) {
      QueueAppender appender = queues.appender(directory);
      long[] found = new long[PRODUCERS];
      long expected = 1;
      try (Cursor cursor = queues.view(directory).cursor("verify")) {
        List<QueueRecord> records = cursor.read(500, Duration.ZERO);
        while (!records.isEmpty()) {
          for (QueueRecord record : records) {
            assertEquals(expected++, record.sequence());
            assertEquals(record.sequence(), record.message().identity().get().sequence());
            int producer = (int) record.message().number("producer").orElseThrow();
            long n = (long) record.message().number("n").orElseThrow();
            assertEquals(++found[producer], n);
            assertEquals(n % 700, record.message().text("text").length());
          }
          records = cursor.read(500, Duration.ZERO);
        }
      }
      for (int producer = 0; producer < PRODUCERS; producer++) {
        assertTrue(found[producer] >= acked[producer], "lost what was acknowledged");
        assertEquals(0, found[producer] % BATCH, "a part of a batch is there");
        assertEquals(found[producer], appender.watermark("producer" + producer).orElse(0));
        acked[producer] = found[producer];
      }
    }
  }
}
