// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One grant of a role at this member, from its start to its end. The work is called by the role's
 * thread; everything else only asks for an end and looks at how far it is.
 */
final class Hold {

  private static final Logger LOG = LoggerFactory.getLogger(Hold.class);

  enum Stage {
    STARTING,
    RUNNING,
    ENDING,
    ENDED
  }

  /** How the work ended. */
  sealed interface End {
    /** It threw at the start. */
    record StartFailed(Throwable why) implements End {}

    /** It said itself that it failed. */
    record Failed(Throwable why) implements End {}

    /** It said itself that it is done. */
    record Finished() implements End {}

    /** It was stopped because the role is, or may be, another's. */
    record Fenced(String why) implements End {}

    /** It was asked to end and left this. */
    record Drained(Exit exit, Handover left) implements End {}
  }

  private record Point(Stage stage, Optional<End> end, long sinceNanos) {}

  private final RoleWork work;
  private final Executor executor;
  private final Tenure tenure;
  private final GroupClock clock;
  private final Runnable changed;
  private final AtomicReference<Point> point;
  private final Grant grant;
  private volatile Optional<Thread> busy = Optional.empty();
  private volatile long lentSince;
  private volatile long lentFor;
  private boolean announced;
  private boolean noted;

  Hold(
      RoleWork work,
      Executor executor,
      Tenure tenure,
      GroupClock clock,
      Runnable changed,
      GrantMaker grants) {
    this.work = work;
    this.executor = executor;
    this.tenure = tenure;
    this.clock = clock;
    this.changed = changed;
    this.point = new AtomicReference<>(new Point(Stage.STARTING, Optional.empty(), clock.nanos()));
    this.grant = grants.make(this);
  }

  /** Makes the grant that the work gets. */
  interface GrantMaker {
    Grant make(Hold hold);
  }

  Grant grant() {
    return grant;
  }

  Tenure tenure() {
    return tenure;
  }

  Stage stage() {
    return point.get().stage;
  }

  /** How it ended; empty while it has not. */
  Optional<End> end() {
    Point now = point.get();
    return now.stage == Stage.ENDED ? now.end : Optional.empty();
  }

  /** For how long it has been in its stage. */
  long nanosInStage() {
    return clock.nanos() - point.get().sinceNanos;
  }

  /** Lets the work go on for so long although another may take the role; zero ends it. */
  void lend(long nanos) {
    lentSince = clock.nanos();
    lentFor = nanos;
  }

  /** Whether the work goes on although another may have taken the role. */
  boolean isLent() {
    return lentFor > 0 && clock.nanos() - lentSince < lentFor;
  }

  /** It is known in the group that the work runs. */
  void announce() {
    announced = true;
  }

  boolean isAnnounced() {
    return announced;
  }

  /** Whether this is the first time that its failure is looked at. */
  boolean note() {
    boolean first = !noted;
    noted = true;
    return first;
  }

  void begin() {
    execute(this::start);
  }

  private void start() {
    if (!grant.mayAct()) {
      ended(Stage.STARTING, new End.Fenced("its time was over before it began"));
      return;
    }
    try {
      work.start(grant);
      move(Stage.STARTING, Stage.RUNNING, Optional.empty());
    } catch (InterruptedException e) {
      failedStart(new IllegalStateException("took too long to start", e));
    } catch (Exception | LinkageError e) {
      failedStart(e);
    }
  }

  private void failedStart(Throwable why) {
    if (move(Stage.STARTING, Stage.ENDING, Optional.of(new End.StartFailed(why)))) {
      stop("the start failed");
      ended(Stage.ENDING, new End.StartFailed(why));
    }
  }

  /** Ends the work at once; nothing may be done under the grant from now on. */
  void fence(String why) {
    grant.revoke();
    disorderly(new End.Fenced(why), why);
  }

  /** The work says that it ended. */
  void endedItself(Optional<Throwable> why) {
    End end = why.isPresent() ? new End.Failed(why.get()) : new End.Finished();
    disorderly(end, why.isPresent() ? "it failed" : "it is done");
  }

  private void disorderly(End end, String why) {
    if (ending(end)) {
      execute(
          () -> {
            stop(why);
            ended(Stage.ENDING, end);
          });
    }
  }

  /** Ends the work in an orderly way. */
  void drain(Exit exit) {
    if (ending(new End.Drained(exit, Handover.nothing()))) {
      execute(() -> ended(Stage.ENDING, new End.Drained(exit, drained(exit.why()))));
    }
  }

  private Handover drained(String why) {
    try {
      return work.drain(why);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("role {} could not leave anything for the next holder", grant.role(), e);
      stop(why);
      return Handover.nothing();
    }
  }

  private void stop(String why) {
    try {
      work.stop(why);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("role {} failed when it was stopped", grant.role(), e);
    }
  }

  /** Gives up waiting for the work; what it still does is no longer under the grant. */
  void abandon(String why) {
    grant.revoke();
    Stage stage = stage();
    End end =
        stage == Stage.STARTING
            ? new End.StartFailed(new IllegalStateException(why))
            : new End.Fenced(why);
    ended(stage, end);
    busy.ifPresent(Thread::interrupt);
  }

  private boolean ending(End end) {
    return move(Stage.STARTING, Stage.ENDING, Optional.of(end))
        || move(Stage.RUNNING, Stage.ENDING, Optional.of(end));
  }

  private void ended(Stage from, End end) {
    move(from, Stage.ENDED, Optional.of(end));
  }

  private boolean move(Stage from, Stage to, Optional<End> end) {
    Point now = point.get();
    boolean moved =
        now.stage == from && point.compareAndSet(now, new Point(to, end, clock.nanos()));
    if (moved) {
      changed.run();
    }
    return moved;
  }

  private void execute(Runnable task) {
    executor.execute(
        () -> {
          busy = Optional.of(Thread.currentThread());
          try {
            task.run();
          } finally {
            busy = Optional.empty();
            Thread.interrupted(); // an interrupt was meant for this task
          }
        });
  }
}
