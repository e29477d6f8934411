// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Durations;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.Retry;

/**
 * Empties one outbox in a thread of its own: a server that is away or hangs holds up this outbox
 * and nothing else. How it is emptied is up to the kinds of carrier.
 */
abstract class Carrier {

  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);
  static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /**
   * A rule's delivery.
   *
   * @param rule the path of the rule
   * @param plugin the name of its reaction
   * @param reaction what delivers
   * @param retry how often and after how long to try again, where the rule says so
   */
  record Delivery(String rule, String plugin, Reaction reaction, Retry retry) {

    boolean isUpAfter(int tries, Duration waited, Duration giveUpAfter) {
      return retry.equals(Retry.NONE) ? waited.compareTo(giveUpAfter) > 0 : tries > retry.times();
    }

    Duration firstWait() {
      return retry.delay().isZero() ? FIRST_WAIT : retry.delay();
    }
  }

  /**
   * Deliveries that fail.
   *
   * @param since when that began
   * @param error what went wrong the last time
   * @param again when it is tried again
   */
  record Trouble(Instant since, String error, Instant again) {}

  /** Opens the cursor of the outbox; called again when it failed. */
  interface Opener {

    /** Opens it. */
    Cursor open() throws InterruptedException;
  }

  /** Where messages go that are given up. */
  interface Undeliverable {

    /** Keeps it; durable when it returns. */
    void keep(String outbox, Delivery delivery, QueueRecord record, String error)
        throws InterruptedException;
  }

  private final String name;
  private final Opener opener;
  private final Undeliverable undeliverable;
  private final Supplier<Duration> giveUpAfter;
  private final Clock clock;
  private final BooleanSupplier mayAct;
  private volatile long finished;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Delivery delivery; // guarded by lock
  private Optional<Delivery> next = Optional.empty(); // guarded by lock
  private boolean stopping; // guarded by lock
  private Optional<Cursor> cursor = Optional.empty(); // of the thread
  private volatile Optional<Trouble> trouble = Optional.empty(); // written by the thread

  /**
   * A carrier that is not on its way yet.
   *
   * @param name of the outbox
   * @param giveUpAfter how long to try, for rules that do not say
   * @param mayAct whether a delivery may begin
   */
  Carrier(
      String name,
      Opener opener,
      Delivery delivery,
      Undeliverable undeliverable,
      Supplier<Duration> giveUpAfter,
      Clock clock,
      BooleanSupplier mayAct) {
    this.mayAct = mayAct;
    this.name = name;
    this.opener = opener;
    this.delivery = delivery;
    this.undeliverable = undeliverable;
    this.giveUpAfter = giveUpAfter;
    this.clock = clock;
    this.thread = new Thread(this::run, "outbox " + name);
  }

  /** Delivers what comes next, or waits a while for it. */
  abstract void deliver(Cursor from) throws InterruptedException;

  void start() {
    thread.start();
  }

  /** The sequence up to which this outbox needs no more of this process. */
  final long finished() {
    return finished;
  }

  final void finished(long sequence) {
    finished = sequence;
  }

  final boolean mayAct() {
    return mayAct.getAsBoolean();
  }

  final Clock clock() {
    return clock;
  }

  /** Since when the message waits, and whether its rule gives it up after so many tries. */
  final boolean isUp(Delivery by, QueueRecord record, int tries) {
    Instant now = clock.instant();
    Duration waited = Duration.between(Outbox.since(record.message(), now), now);
    return by.isUpAfter(tries, waited, giveUpAfter.get());
  }

  /** Makes a dead letter of it. */
  final void giveUp(Delivery by, QueueRecord record, String error) throws InterruptedException {
    undeliverable.keep(name, by, record, error);
  }

  /** Of the outbox. */
  String name() {
    return name;
  }

  /** What it is in, empty while deliveries succeed. */
  Optional<Trouble> trouble() {
    return trouble;
  }

  /** Whether it has stopped. */
  boolean isGone() {
    return !thread.isAlive();
  }

  /** Delivers by other settings from the next try on, which comes at once. */
  void replace(Delivery other) {
    Optional<Delivery> unused;
    lock.lock();
    try {
      unused = next;
      next = Optional.of(other);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    unused.ifPresent(one -> one.reaction().close()); // which may take its time
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
  void join(Duration longest) throws InterruptedException {
    thread.join(Math.max(1, longest.toMillis()));
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(AFTER_INTERRUPT.toMillis());
    }
  }

  private void run() {
    try {
      new Patience(FIRST_WAIT, LONGEST_WAIT)
          .untilDone(this::open, "rule '" + delivery.rule() + "' delivers nothing");
      Cursor from = cursor.orElseThrow();
      while (!isStopping()) {
        deliver(from);
      }
    } catch (InterruptedException e) {
      LOG.debug("Outbox {} is stopped in a delivery; it is repeated at the next start.", name);
    } finally {
      close();
    }
  }

  private void open() throws InterruptedException {
    cursor = Optional.of(opener.open());
    finished = cursor.get().committed();
  }

  private void close() {
    current().reaction().close();
    cursor.ifPresent(Cursor::close);
  }

  final boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** By which to deliver from now on; of the thread. */
  final Delivery current() {
    Optional<Delivery> before = Optional.empty();
    Delivery now;
    lock.lock();
    try {
      if (next.isPresent()) {
        before = Optional.of(delivery);
        delivery = next.get();
        next = Optional.empty();
      }
      now = delivery;
    } finally {
      lock.unlock();
    }
    before.ifPresent(one -> one.reaction().close());
    return now;
  }

  /** Delivers a message, which is changed; also what it did on this host is durable then. */
  static Optional<ReactionFailure> attempt(Delivery by, Message message)
      throws InterruptedException {
    message.remove(Outbox.SINCE);
    message.remove(EventName.FIELD);
    try {
      by.reaction().react(message);
      by.reaction().settle();
      return Optional.empty();
    } catch (ReactionFailure e) {
      return Optional.of(e);
    } catch (QueueException e) {
      return Optional.of(ReactionFailure.passing(e.getMessage(), e));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      LOG.error("Rule '{}': {} failed in a way that it should not.", by.rule(), by.plugin(), e);
      return Optional.of(ReactionFailure.lasting(e.toString()));
    }
  }

  static Duration longer(Duration wait, Delivery by) {
    if (wait.isZero()) {
      return by.firstWait();
    }
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  /** Waits until the time is over or something changed; whether it did. */
  final boolean pause(Duration wait) throws InterruptedException {
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

  final void fails(Delivery by, String error, Instant again) {
    if (trouble.isEmpty()) {
      LOG.warn(
          "Rule '{}': {}: {}; its messages wait in outbox {}.",
          by.rule(),
          by.plugin(),
          error,
          name);
    }
    Instant since = trouble.map(Trouble::since).orElseGet(clock::instant);
    trouble = Optional.of(new Trouble(since, error, again));
  }

  final void works(Delivery by) {
    trouble.ifPresent(
        was ->
            LOG.info(
                "Rule '{}': {} works again after {}.",
                by.rule(),
                by.plugin(),
                Durations.print(
                    Duration.ofSeconds(
                        Duration.between(was.since(), clock.instant()).toSeconds()))));
    trouble = Optional.empty();
  }
}
