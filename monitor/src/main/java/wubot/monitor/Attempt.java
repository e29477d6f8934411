// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a check on a thread of its own, with a deadline that interrupts.
 *
 * <p>The outcome is told exactly once. A check that goes on after the interruption is abandoned:
 * its outcome is told without it, and {@code returned} is called when it comes back at last.
 */
final class Attempt implements Runnable {

  /** How long a check may take to react to the interruption before it is abandoned. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private enum Phase {
    RUNNING,
    INTERRUPTED,
    ABANDONED,
    OVER
  }

  private final Check check;
  private final CheckState state;
  private final Duration limit;
  private final ScheduledExecutorService deadlines;
  private final Executor workers;
  private final Consumer<Outcome> told;
  private final Runnable returned;

  // guarded by this
  private Phase phase = Phase.RUNNING;
  private boolean stopping;
  private boolean reported; // that the check is abandoned
  private boolean cameBack; // an abandoned check did
  private Thread runner;
  private ScheduledFuture<?> alarm;

  /**
   * A run that has not begun.
   *
   * @param deadlines only hands over; never runs anything long
   * @param workers where the outcome of an abandoned check is told
   * @param told gets the outcome, on the check's thread or on a worker
   * @param returned called after an abandoned check came back
   */
  Attempt(
      Check check,
      CheckState state,
      Duration limit,
      ScheduledExecutorService deadlines,
      Executor workers,
      Consumer<Outcome> told,
      Runnable returned) {
    this.check = check;
    this.state = state;
    this.limit = limit;
    this.deadlines = deadlines;
    this.workers = workers;
    this.told = told;
    this.returned = returned;
  }

  @Override
  public void run() {
    synchronized (this) {
      if (phase != Phase.RUNNING) {
        return; // stopped before it began
      }
      runner = Thread.currentThread();
      alarm = deadlines.schedule(() -> interrupt(false), limit.toMillis(), TimeUnit.MILLISECONDS);
    }
    Outcome outcome = look();
    if (!settle()) {
      told.accept(outcome);
    } else if (comeBack()) {
      returned.run();
    }
  }

  /** Interrupts a run that is under way; its outcome is then {@link Outcome.Stopped}. */
  void stop() {
    synchronized (this) {
      if (runner != null || phase != Phase.RUNNING) {
        interrupt(true);
        return;
      }
      phase = Phase.OVER;
    }
    told.accept(new Outcome.Stopped());
  }

  private Outcome look() {
    try {
      return new Outcome.Found(check.run(state));
    } catch (InterruptedException e) {
      return interrupted(e);
    } catch (CheckFailure | IOException e) {
      return wasInterrupted() ? interrupted(e) : new Outcome.Failed(FailureText.of(e), e);
    } catch (Throwable e) { // a plugin's bug, even an Error, must not end the daemon
      return wasInterrupted() ? interrupted(e) : new Outcome.Failed(FailureText.ofBug(e), e);
    }
  }

  private synchronized boolean wasInterrupted() {
    return phase != Phase.RUNNING;
  }

  private synchronized Outcome interrupted(Throwable cause) {
    if (phase == Phase.RUNNING) {
      return new Outcome.Failed("the check interrupted itself", cause);
    }
    return stopping ? new Outcome.Stopped() : new Outcome.TimedOut(limit, false);
  }

  /** Ends the run for good; afterwards nobody interrupts this thread any more. */
  private synchronized boolean settle() {
    boolean late = phase == Phase.ABANDONED;
    phase = Phase.OVER;
    alarm.cancel(false);
    Thread.interrupted(); // the pool's thread must start its next work clean
    return late;
  }

  private synchronized void interrupt(boolean toStop) {
    if (phase != Phase.RUNNING) {
      return;
    }
    stopping = toStop;
    phase = Phase.INTERRUPTED;
    runner.interrupt();
    alarm.cancel(false);
    alarm = deadlines.schedule(this::abandon, GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void abandon() {
    if (phase == Phase.INTERRUPTED) {
      phase = Phase.ABANDONED;
      Outcome outcome = stopping ? new Outcome.Stopped() : new Outcome.TimedOut(limit, true);
      workers.execute(() -> report(outcome));
    }
  }

  /** Tells that the check is abandoned, and, should it be back by then, that it returned. */
  private void report(Outcome outcome) {
    told.accept(outcome);
    boolean back;
    synchronized (this) {
      reported = true;
      back = cameBack;
    }
    if (back) {
      returned.run();
    }
  }

  /** Whether whoever calls this is the one to tell that the check returned: the second to come. */
  private synchronized boolean comeBack() {
    cameBack = true;
    return reported;
  }
}
