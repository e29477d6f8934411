// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.List;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.queue.QueueRecord;

/**
 * How many messages to read at once: more and more while they come in masses, so that few syncs do
 * for many, but never more than fit into a few megabytes. To be used by one thread.
 */
final class BatchSize {

  private static final int LEAST = 16;
  private static final int MOST = 2000;
  private static final long CHARACTERS = 8 << 20;

  private int size = LEAST;

  /** How many to read next. */
  int next() {
    return size;
  }

  /** What came of it, before anybody changed the messages. */
  void came(List<QueueRecord> batch) {
    if (batch.isEmpty()) {
      return;
    }
    long characters = 0;
    for (QueueRecord record : batch) {
      characters += characters(record.message());
    }
    long fitting = Math.max(1, CHARACTERS * batch.size() / Math.max(1, characters));
    long wanted = batch.size() == size ? 2L * size : size;
    size = (int) Math.min(Math.min(MOST, fitting), wanted);
  }

  private static long characters(Message message) {
    long[] sum = {100}; // what a message needs beside its texts
    message.forEach((name, value) -> sum[0] += 50 + length(value));
    return sum[0];
  }

  private static int length(Object value) {
    return value instanceof String text
        ? text.length()
        : value instanceof Long || value instanceof Boolean || value == FieldValue.NONE
            ? 8
            : value.toString().length();
  }
}
