// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import wubot.message.Message;
import wubot.queue.QueueRecord;

class BatchSizeTest {

  private final BatchSize size = new BatchSize();

  private static List<QueueRecord> batch(int count, int characters) {
    Message message = Message.of("text", "x".repeat(characters));
    return Collections.nCopies(count, new QueueRecord(1, message, Optional.empty(), 0));
  }

  @Test
  void growsWhileMessagesComeInMassesAndOnlyThen() {
    for (int i = 0; i < 10; i++) {
      size.came(batch(size.next(), 300));
    }
    assertEquals(2000, size.next());
    size.came(batch(1, 300));
    assertEquals(2000, size.next());
    assertEquals(16, new BatchSize().next());
  }

  @Test
  void hugeMessagesComeFewAtATimeAndSmallOnesInMassesAgain() {
    size.came(batch(16, 4 << 20));
    assertTrue(size.next() <= 2, "so many: " + size.next());
    for (int i = 0; i < 20; i++) {
      size.came(batch(size.next(), 300));
    }
    assertEquals(2000, size.next());
  }
}
