// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.queue.Entry;
import wubot.queue.QueueAppender;
import wubot.queue.QueueFullException;
import wubot.queue.QueueView;
import wubot.queue.Queues;

/** A queue that takes nothing for a while: the walk waits and loses nothing. */
class FullDiskTest {

  /** Queues of which one is full when the test wants it. */
  private record Filling(Queues queues, Path full, AtomicBoolean isFull, AtomicInteger refused)
      implements Queues {

    @Override
    public QueueAppender appender(Path directory) {
      QueueAppender real = queues.appender(directory);
      if (!directory.equals(full)) {
        return real;
      }
      return new QueueAppender() {
        @Override
        public List<Long> append(List<Entry> entries) {
          if (isFull.get()) {
            refused.incrementAndGet();
            throw new QueueFullException("the disk of " + directory + " is full");
          }
          return real.append(entries);
        }

        @Override
        public OptionalLong watermark(String link) {
          return real.watermark(link);
        }
      };
    }

    @Override
    public QueueView view(Path directory) {
      return queues.view(directory);
    }

    @Override
    public void close() {
      queues.close();
    }
  }

  @TempDir Path directory;

  @Test
  void theWalkWaitsAndGoesOnByItself() {
    ReactorHome home = new ReactorHome(directory);
    home.rules("rules:\n  - plugin: MessageQueue\n    config: {directory: forward}\n");
    AtomicBoolean isFull = new AtomicBoolean(true);
    AtomicInteger refused = new AtomicInteger();
    try (Queues queues =
        new Filling(ReactorHome.queues(), directory.resolve("forward"), isFull, refused)) {
      home.feed(queues, 1, 10);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("two refusals", () -> refused.get() >= 2);
        assertEquals(10, home.depth(queues), "the cursor does not move before the effects");
        isFull.set(false);
        ReactorHome.await("the rest", () -> home.depth(queues) == 0);
        assertTrue(reactor.handled() >= 10);
      }
      assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), home.numbers(queues, "forward"));
    }
  }
}
