// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;
import wubot.queue.Entry;

/**
 * The messages of a service on their way to the main queue. While the queue accepts nothing, the
 * newest thousand wait here.
 */
final class Outbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MOST = 1000;
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final String key;
  private final Envelope envelope;
  private final React react;
  private final MainQueue queue;
  private final Timetable timetable;
  private final Executor workers;
  private final Clock clock;
  private final Deque<Entry> waiting = new ArrayDeque<>(); // guarded by this
  private boolean dropping; // guarded by this

  Outbox(
      String key,
      Envelope envelope,
      React react,
      MainQueue queue,
      Timetable timetable,
      Executor workers,
      Clock clock) {
    this.key = key;
    this.envelope = envelope;
    this.react = react;
    this.queue = queue;
    this.timetable = timetable;
    this.workers = workers;
    this.clock = clock;
  }

  /** Puts a message on the queue, now if possible. */
  synchronized void put(Message message) {
    Message filled = envelope.fill(message.copy());
    try {
      if (!react.keeps(filled)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.addLast(Entry.of(filled));
    if (waiting.size() > MOST) {
      waiting.removeFirst();
      if (!dropping) {
        LOG.error("{} has more to say than can wait for the queue; the oldest is dropped.", key);
      }
      dropping = true;
    }
    flush();
  }

  private synchronized void flush() {
    List<Entry> left = queue.append(List.copyOf(waiting));
    waiting.clear();
    waiting.addAll(left);
    if (left.isEmpty()) {
      dropping = false;
    } else {
      timetable.at(name(), clock.instant().plus(RETRY), () -> workers.execute(this::flush));
    }
  }

  private String name() {
    return "outbox of " + key;
  }

  @Override
  public synchronized void close() {
    timetable.cancel(name());
    if (!waiting.isEmpty()) {
      flush();
    }
    timetable.cancel(name());
    react.close();
  }
}
