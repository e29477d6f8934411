// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;
import wubot.queue.Entry;

/**
 * Runs one instance of a check again and again: look, fill in the standard fields, react, append,
 * remember, make the next appointment. One run at a time; the next is arranged when the last is
 * done.
 */
final class CheckRunner implements Runner {

  private static final Logger LOG = LoggerFactory.getLogger(CheckRunner.class);
  private static final Duration HOLD_FIRST = Duration.ofSeconds(1);
  private static final Duration HOLD_LONGEST = Duration.ofMinutes(1);

  /** What all runners of a daemon share. */
  record Shared(
      MainQueue queue,
      Timetable timetable,
      ExecutorService workers,
      ScheduledExecutorService deadlines,
      Clock clock) {}

  private final Instance instance;
  private final Check check;
  private final Envelope envelope;
  private final React react;
  private final Rhythm rhythm;
  private final Shared shared;

  // guarded by this
  private Memory memory = Memory.none();
  private boolean begun; // the rhythm has made an appointment
  private boolean taking; // a thread asks whether a run may begin
  private Attempt attempt; // the run whose outcome is not dealt with yet
  private boolean abandoned; // an earlier run ignores its interruption
  private Held held; // what the queue did not accept yet
  private boolean ending; // no new runs
  private boolean shut; // and what it was made of is let go
  private boolean closed; // and those under way are cut short
  private long runs;
  private long failures;

  /**
   * What waits for the queue.
   *
   * @param entries not yet accepted
   * @param turn to finish once they are
   * @param pause before the next try
   */
  private record Held(List<Entry> entries, Turn turn, Duration pause) {}

  CheckRunner(
      Instance instance,
      Check check,
      Envelope envelope,
      React react,
      Rhythm rhythm,
      Shared shared) {
    this.instance = instance;
    this.check = check;
    this.envelope = envelope;
    this.react = react;
    this.rhythm = rhythm;
    this.shared = shared;
  }

  @Override
  public Instance instance() {
    return instance;
  }

  /** Remembers what was, and makes the first appointment. */
  @Override
  public void start(FirstRun first) {
    Memory remembered = rhythm.begin(first);
    synchronized (this) {
      memory = remembered;
      begun = true;
    }
    arrange();
  }

  @Override
  public Optional<CheckStatus> check() {
    return Optional.of(status());
  }

  /** What it is doing. */
  synchronized CheckStatus status() {
    CheckStatus.State state =
        abandoned
            ? CheckStatus.State.HANGING
            : held != null
                ? CheckStatus.State.HELD
                : attempt != null ? CheckStatus.State.RUNNING : CheckStatus.State.WAITING;
    return new CheckStatus(
        instance.key(),
        state,
        memory.episode(),
        memory.lastRun(),
        begun && state == CheckStatus.State.WAITING ? Optional.of(rhythm.due()) : Optional.empty(),
        runs,
        failures);
  }

  private synchronized void arrange() {
    if (!ending) {
      shared.timetable.at(instance.key(), rhythm.due(), () -> hand(this::run));
    }
  }

  /** After the wall clock went back: keeps the time that is left, whatever the clock says. */
  @Override
  public synchronized void clockWentBack() {
    if (isIdle() && begun) {
      rhythm.again(Optional.empty());
      arrange();
    }
  }

  private void hand(Runnable work) {
    try {
      shared.workers.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is due while the daemon stops", instance.key());
    }
  }

  /** Whether nothing is under way that makes the next appointment when it is done. */
  private synchronized boolean isIdle() {
    return attempt == null && !taking && !abandoned && held == null;
  }

  private void run() {
    Memory before;
    synchronized (this) {
      if (ending || !isIdle()) {
        return;
      }
      taking = true;
      before = memory;
    }
    Optional<Memory> given = take(before);
    Attempt now;
    synchronized (this) {
      taking = false;
      notifyAll();
      if (given.isEmpty() || closed) {
        arrange();
        return;
      }
      memory = given.get();
      now =
          new Attempt(
              check,
              memory.check(),
              instance.timeout(),
              shared.deadlines,
              shared.workers,
              this::settle,
              this::returned);
      attempt = now;
    }
    String name = Thread.currentThread().getName();
    Thread.currentThread().setName(instance.key());
    try {
      now.run();
    } finally {
      Thread.currentThread().setName(name);
    }
  }

  private Optional<Memory> take(Memory before) {
    try {
      return rhythm.take(before);
    } catch (RuntimeException e) { // ours, then; but the check has to go on
      LOG.error("{} cannot tell whether it may run: {}", instance.key(), e.toString(), e);
      rhythm.again(Optional.empty());
      return Optional.empty();
    }
  }

  private void settle(Outcome outcome) {
    Turn turn;
    synchronized (this) {
      abandoned = outcome instanceof Outcome.TimedOut late && late.abandoned();
      turn = Turn.after(outcome, instance, memory, shared.clock.instant());
      report(outcome, turn);
      runs++;
      failures += turn.memory().episode().isPresent() ? 1 : 0;
    }
    try {
      if (outcome instanceof Outcome.Stopped) {
        LOG.debug("A run of {} was cut short.", instance.key());
      } else if (!rhythm.counts(turn, memoryNow())) {
        LOG.warn("What {} found is left to the member that runs it by now.", instance.key());
        rhythm.again(Optional.empty());
      } else {
        deliver(new Held(entries(turn), turn, HOLD_FIRST));
      }
    } catch (RuntimeException e) { // ours, then; but the check has to go on
      LOG.error("What {} found could not be dealt with: {}", instance.key(), e.toString(), e);
      rhythm.again(Optional.empty());
    }
    synchronized (this) {
      attempt = null; // before the next appointment, which may be at once
      notifyAll();
      if (held == null && !abandoned) {
        arrange();
      }
    }
  }

  private void report(Outcome outcome, Turn turn) {
    Optional<Episode> before = memory.episode();
    Optional<Episode> after = turn.memory().episode();
    if (after.isPresent()
        && before.isPresent()
        && before.get().error().equals(after.get().error())) {
      return;
    }
    if (after.isPresent()) {
      LOG.warn("{} fails: {}", instance.key(), after.get().error());
      if (outcome instanceof Outcome.Failed failed && failed.problem().startsWith("error inside")) {
        LOG.warn("{} threw {}", instance.key(), FailureText.where(failed.cause()));
      }
    } else if (before.isPresent() && outcome instanceof Outcome.Found) {
      LOG.info("{} works again after failing {} times.", instance.key(), before.get().failures());
    }
  }

  private List<Entry> entries(Turn turn) {
    List<Entry> entries = new ArrayList<>(turn.messages().size());
    for (Message message : turn.messages()) {
      envelope.fill(message);
      rhythm.mark(message);
      try {
        if (react.keeps(message)) {
          entries.add(Entry.of(message));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        entries.add(Entry.of(message));
      } catch (RuntimeException e) { // a rule's mistake must not cost the message
        LOG.error("The react rules of {} failed on a message: {}", instance.key(), e.toString());
        entries.add(Entry.of(message));
      }
    }
    return entries;
  }

  /** Brings messages to the queue and remembers what follows, or holds them; arranges nothing. */
  private void deliver(Held load) {
    List<Entry> left = shared.queue.append(load.entries());
    if (!left.isEmpty()) {
      hold(new Held(left, load.turn(), load.pause()));
      return;
    }
    rhythm.keep(load.turn(), memoryNow());
    rhythm.again(load.turn().again());
    synchronized (this) {
      held = null;
      memory = load.turn().memory();
      notifyAll();
    }
  }

  private synchronized Memory memoryNow() {
    return memory;
  }

  private void deliverAgain(Held load) {
    deliver(load);
    synchronized (this) {
      if (held == null && !abandoned) {
        arrange();
      }
    }
  }

  private synchronized void hold(Held load) {
    held = load;
    if (closed) {
      LOG.error(
          "{} stops with {} messages that the queue did not accept; what it remembers stays as it"
              + " was, so that it finds them again.",
          instance.key(),
          load.entries().size());
      return;
    }
    Duration longer = load.pause().multipliedBy(2);
    Held next =
        new Held(
            load.entries(),
            load.turn(),
            longer.compareTo(HOLD_LONGEST) > 0 ? HOLD_LONGEST : longer);
    shared.timetable.at(
        instance.key(),
        shared.clock.instant().plus(load.pause()),
        () -> hand(() -> deliverAgain(next)));
  }

  private void returned() {
    LOG.info("{} returned at last and is on schedule again.", instance.key());
    synchronized (this) {
      abandoned = false;
      rhythm.again(Optional.empty());
      if (held == null) {
        arrange();
      }
    }
  }

  /**
   * Runs no more; lets a run that is under way come to its end, and its messages to the queue.
   *
   * @param patience how long that may take
   */
  void finish(Duration patience) {
    synchronized (this) {
      ending = true;
      if (held == null) {
        shared.timetable.cancel(instance.key());
      }
      await(patience, () -> isIdle() || abandoned);
    }
    close();
  }

  /** Runs no more, and interrupts a run that is under way. */
  @Override
  public void stop() {
    shared.timetable.cancel(instance.key());
    Attempt underWay;
    synchronized (this) {
      ending = true;
      closed = true;
      underWay = attempt;
    }
    if (underWay != null) {
      underWay.stop();
    }
  }

  /** Stops, waits a few seconds for a run that is under way, and lets the check go. */
  @Override
  public void close() {
    stop();
    Held last;
    synchronized (this) {
      await(Attempt.GRACE.plusSeconds(1), () -> attempt == null && !taking);
      last = held;
    }
    if (last != null) {
      deliver(last);
    }
    synchronized (this) {
      if (shut) {
        return;
      }
      shut = true;
    }
    try {
      check.close();
    } catch (RuntimeException e) {
      LOG.warn("{} did not close: {}", instance.key(), e.toString());
    }
    react.close();
  }

  private synchronized void await(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (!condition.getAsBoolean() && System.nanoTime() < end) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
