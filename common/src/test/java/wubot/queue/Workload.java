// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Uses a queue as daemons do, at random, and keeps a ledger of it. */
final class Workload {

  private final Path directory;
  private final QueueSettings settings;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final MovedClock clock = new MovedClock(Instant.parse("2026-03-01T12:00:30Z"));
  private final Map<String, Cursor> cursors = new HashMap<>();
  private ChronicleQueues queues;

  Workload(Path directory, long seed, QueueSettings settings) {
    this.settings = settings;
    this.directory = directory;
    this.random = new Random(seed);
  }

  Ledger ledger() {
    return ledger;
  }

  Clock clock() {
    return clock;
  }

  /** Works until so many steps are done. */
  void run(int steps) throws InterruptedException {
    open();
    try {
      for (int i = 0; i < steps; i++) {
        step(random.nextInt(100));
        clock.advance(Duration.ofMillis(random.nextInt(2000)));
      }
    } finally {
      close();
    }
  }

  private void open() {
    queues = new ChronicleQueues("joe", clock, settings, new Random(1));
    queues.appender(directory);
  }

  private void close() {
    cursors.values().forEach(Cursor::close);
    cursors.clear();
    queues.close();
  }

  private void step(int dice) throws InterruptedException {
    if (dice < 62) {
      append(1 + random.nextInt(8), random.nextBoolean());
    } else if (dice < 72) {
      together();
    } else if (dice < 92) {
      readAndCommit(random.nextInt(10) == 0 ? "second" : "first");
    } else if (dice < 96) {
      clock.advance(Duration.ofHours(random.nextInt(3) - 1));
    } else if (dice < 98) {
      ((OpenQueue) queues.appender(directory)).removeRead();
    } else {
      close();
      open();
    }
  }

  private void append(int size, boolean stamped) {
    Ledger.Batch batch = ledger.begin(size, stamped);
    ledger.acknowledged(batch, queues.appender(directory).append(Judge.entries(batch)));
  }

  /** Several callers at once, so that groups share trips to the disk. */
  private void together() throws InterruptedException {
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      int size = 1 + random.nextInt(5);
      threads[i] =
          new Thread(
              () -> {
                append(size, false);
                append(1, false);
              });
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void readAndCommit(String name) throws InterruptedException {
    if (!cursors.containsKey(name)) {
      cursors.put(name, queues.view(directory).cursor(name));
      if (cursors.get(name).committed() == 0) {
        ledger.committing(name, 0);
        ledger.committed(name);
      }
    }
    Cursor cursor = cursors.get(name);
    List<QueueRecord> records = cursor.read(1 + random.nextInt(60), Duration.ZERO);
    if (!records.isEmpty()) {
      long to = records.get(random.nextInt(records.size())).sequence();
      if (to > cursor.committed()) {
        ledger.committing(name, to);
        cursor.commit(to);
        ledger.committed(name);
      }
      cursor.seek(to);
    }
  }
}
