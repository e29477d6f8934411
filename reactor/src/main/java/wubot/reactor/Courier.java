// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.rule.ReactionFailure;

/**
 * Delivers the messages of one outbox in order, in a thread of its own: a server that is away or
 * hangs holds up this outbox and nothing else.
 *
 * <p>A failure that may pass is tried again, at longer and longer intervals, until the message has
 * waited for too long; that message and those whose failure will not pass become dead letters. The
 * cursor moves after the delivery.
 */
final class Courier extends Carrier {

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final int BATCH = 50;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration REVOKED = Duration.ofMillis(50);

  /** As {@link Carrier}. */
  Courier(
      String name,
      Opener opener,
      Delivery delivery,
      Undeliverable undeliverable,
      Supplier<Duration> giveUpAfter,
      Clock clock,
      BooleanSupplier mayAct) {
    super(name, opener, delivery, undeliverable, giveUpAfter, clock, mayAct);
  }

  @Override
  void deliver(Cursor from) throws InterruptedException {
    try {
      for (QueueRecord record : from.read(BATCH, WAIT)) {
        if (!deliver(record)) {
          return;
        }
        from.commit(record.sequence());
        finished(record.sequence());
      }
    } catch (QueueException e) {
      LOG.error("Outbox {}: {}; a message may be delivered twice.", name(), e.getMessage());
      from.seek(from.committed());
      pause(LONGEST_WAIT);
    }
  }

  /** Whether the message is off our hands; not when the thread is to end. */
  private boolean deliver(QueueRecord record) throws InterruptedException {
    Duration wait = Duration.ZERO;
    int tries = 0;
    while (!isStopping()) {
      if (!mayAct()) {
        pause(REVOKED);
        continue;
      }
      Delivery by = current();
      Optional<ReactionFailure> failure = attempt(by, record.message().copy());
      if (failure.isEmpty()) {
        works(by);
        return true;
      }
      tries++;
      String error = failure.get().getMessage();
      if (!failure.get().isPassing() || isUp(by, record, tries)) {
        giveUp(by, record, error);
        return true;
      }
      wait = longer(wait, by);
      fails(by, error, clock().instant().plus(wait));
      if (pause(wait)) {
        wait = Duration.ZERO; // other settings: begin again
        tries = 0;
      }
    }
    return false;
  }
}
