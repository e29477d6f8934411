// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import wubot.message.Message;
import wubot.queue.QueueException;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/** Looks at what arrives while it arrives: to see when things go on, not to judge. */
final class Tap implements AutoCloseable {

  private static final Duration WAIT = Duration.ofMillis(200);

  private final Path queue;
  private final Map<String, Long> newest = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "tap");
  private volatile boolean closed;
  private final AtomicLong arrived = new AtomicLong();

  Tap(Path queue) {
    this.queue = queue;
    thread.setDaemon(true);
    thread.start();
  }

  /** The largest number that has arrived of a sender. */
  long newest(String sender) {
    return newest.getOrDefault(sender, 0L);
  }

  /** How many records were seen. */
  long arrived() {
    return arrived.get();
  }

  private void run() {
    long from = 1;
    while (!closed) {
      try {
        Optional<StoredQueue> stored = StoredQueue.at(queue);
        if (stored.isEmpty()) {
          Shell.pause(WAIT.toMillis());
          continue;
        }
        try (RecordStream records = stored.get().read(from)) {
          while (!closed) {
            if (records.advance(WAIT)) {
              from = records.sequence() + 1;
              records.record().ifPresent(record -> take(record.message()));
            }
          }
        }
      } catch (QueueException e) { // its disk is away for the moment
        Shell.pause(WAIT.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void take(Message message) {
    arrived.incrementAndGet();
    if (message.has(Known.SENDER)) {
      newest.merge(
          message.text(Known.SENDER), (long) message.number(Known.NUMBER).orElse(0), Math::max);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
