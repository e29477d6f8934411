// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Durations;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

/**
 * Delivers the messages of one outbox in order, in a thread of its own: a server that is away or
 * hangs holds up this outbox and nothing else.
 *
 * <p>A failure that may pass is tried again, at longer and longer intervals, until the message has
 * waited for too long; that message and those whose failure will not pass become dead letters. The
 * cursor moves after the delivery.
 */
final class Courier {

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final int BATCH = 50;
  private static final Duration WAIT = Duration.ofSeconds(1);

  /**
   * How patiently to deliver.
   *
   * @param firstWait between the first two tries; doubled after each
   * @param longestWait the longest between two tries
   * @param giveUpAfter a message that has waited for longer becomes a dead letter
   */
  record Retries(Duration firstWait, Duration longestWait, Duration giveUpAfter) {

    /** From a second to five minutes, for a day. */
    static final Retries DEFAULT =
        new Retries(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofDays(1));
  }

  /** A rule's delivery. */
  record Delivery(String rule, String plugin, Reaction reaction, Retries retries) {}

  /** Where messages go that are given up. */
  interface Undeliverable {

    /** Keeps it; durable when it returns. */
    void keep(Delivery delivery, QueueRecord record, String error) throws InterruptedException;
  }

  private final String name;
  private final Cursor cursor;
  private final Undeliverable undeliverable;
  private final Clock clock;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Delivery delivery; // guarded by lock
  private Optional<Delivery> next = Optional.empty(); // guarded by lock
  private boolean stopping; // guarded by lock
  private Optional<Instant> failingSince = Optional.empty(); // of this thread alone

  Courier(
      String name, Cursor cursor, Delivery delivery, Undeliverable undeliverable, Clock clock) {
    this.name = name;
    this.cursor = cursor;
    this.delivery = delivery;
    this.undeliverable = undeliverable;
    this.clock = clock;
    this.thread = new Thread(this::run, "outbox " + name);
  }

  void start() {
    thread.start();
  }

  /** Delivers by other settings from the next try on, which comes at once. */
  void replace(Delivery other) {
    lock.lock();
    try {
      next.ifPresent(unused -> unused.reaction().close());
      next = Optional.of(other);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Asks the thread to end after the try at hand. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the thread to end; interrupts it when it takes longer. */
  void join(Duration patience) throws InterruptedException {
    thread.join(Math.max(1, patience.toMillis()));
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(1000);
    }
  }

  /** How many messages wait here. */
  long depth() {
    return cursor.depth();
  }

  private void run() {
    try {
      while (!isStopping()) {
        List<QueueRecord> batch = read();
        for (QueueRecord record : batch) {
          if (!deliver(record)) {
            return;
          }
          cursor.commit(record.sequence());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("outbox {} is stopped in a delivery; it is repeated at the next start", name);
    } finally {
      close();
    }
  }

  private List<QueueRecord> read() throws InterruptedException {
    try {
      return cursor.read(BATCH, WAIT);
    } catch (QueueException e) {
      LOG.error("outbox {}: {}", name, e.getMessage());
      pause(Retries.DEFAULT.longestWait());
      return List.of();
    }
  }

  private void close() {
    lock.lock();
    try {
      delivery.reaction().close();
      next.ifPresent(unused -> unused.reaction().close());
      cursor.close();
    } finally {
      lock.unlock();
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  private Delivery current() {
    lock.lock();
    try {
      if (next.isPresent()) {
        delivery.reaction().close();
        delivery = next.get();
        next = Optional.empty();
      }
      return delivery;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the message is off our hands; not when the thread is to end. */
  private boolean deliver(QueueRecord record) throws InterruptedException {
    Duration wait = Duration.ZERO;
    while (!isStopping()) {
      Delivery by = current();
      Instant since = Outbox.since(record.message(), clock.instant());
      try {
        Message message = record.message().copy();
        message.remove(Outbox.SINCE);
        by.reaction().react(message);
        works(by);
        return true;
      } catch (ReactionFailure e) {
        boolean tooLong = clock.instant().isAfter(since.plus(by.retries().giveUpAfter()));
        if (!e.isPassing() || tooLong) {
          undeliverable.keep(by, record, e.getMessage());
          return true;
        }
        fails(by, e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("rule '{}': {} failed unexpectedly", by.rule(), by.plugin(), e);
        undeliverable.keep(by, record, e.toString());
        return true;
      }
      wait = longer(wait, by.retries());
      if (pause(wait)) {
        wait = Duration.ZERO; // other settings: begin again
      }
    }
    return false;
  }

  private static Duration longer(Duration wait, Retries retries) {
    if (wait.isZero()) {
      return retries.firstWait();
    }
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(retries.longestWait()) > 0 ? retries.longestWait() : doubled;
  }

  /** Waits until the time is over or something changed; whether it did. */
  private boolean pause(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (nanos > 0 && !stopping && next.isEmpty()) {
        nanos = changed.awaitNanos(nanos);
      }
      return next.isPresent();
    } finally {
      lock.unlock();
    }
  }

  private void fails(Delivery by, String error) {
    if (failingSince.isEmpty()) {
      failingSince = Optional.of(clock.instant());
      LOG.warn("rule '{}': {}: {}; its messages wait in {}", by.rule(), by.plugin(), error, name);
    }
  }

  private void works(Delivery by) {
    failingSince.ifPresent(
        since ->
            LOG.info(
                "rule '{}': {} works again after {}",
                by.rule(),
                by.plugin(),
                Durations.print(
                    Duration.ofSeconds(Duration.between(since, clock.instant()).toSeconds()))));
    failingSince = Optional.empty();
  }
}
