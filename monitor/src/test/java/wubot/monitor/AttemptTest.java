// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptTest {

  private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final List<Outcome> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger returned = new AtomicInteger();

  @AfterEach
  void stop() {
    deadlines.shutdownNow();
    workers.shutdownNow();
  }

  private Attempt attempt(Duration limit, Check check) {
    return new Attempt(
        check, CheckState.empty(), limit, deadlines, workers, told::add, returned::incrementAndGet);
  }

  private void begin(Duration limit, Check check) {
    workers.execute(attempt(limit, check));
  }

  @Test
  void aCheckThatWaitsIsInterruptedAtItsDeadline() throws Exception {
    begin(
        Duration.ofMillis(20),
        state -> {
          new CountDownLatch(1).await();
          return CheckResult.nothing();
        });
    until("an outcome", () -> !told.isEmpty());
    assertEquals(List.of(new Outcome.TimedOut(Duration.ofMillis(20), false)), told);
    assertEquals(0, returned.get());
  }

  @Test
  void whatBreaksBecauseOfTheInterruptionIsATimeOutToo() throws Exception {
    begin(
        Duration.ofMillis(20),
        state -> {
          while (!Thread.interrupted()) {
            LockSupport.parkNanos(1_000_000);
          }
          throw new IOException("closed by interrupt");
        });
    until("an outcome", () -> !told.isEmpty());
    assertTrue(told.get(0) instanceof Outcome.TimedOut, told.toString());
  }

  @Test
  void theThreadIsCleanAfterwards() throws Exception {
    AtomicInteger dirty = new AtomicInteger();
    ExecutorService single = Executors.newSingleThreadExecutor();
    for (int i = 0; i < 200; i++) { // the deadline comes just before, at, or after the end
      long nanos = 900_000 + i * 1_000L;
      Attempt attempt =
          attempt(
              Duration.ofMillis(1),
              state -> {
                LockSupport.parkNanos(nanos);
                return CheckResult.nothing();
              });
      single.execute(
          () -> {
            attempt.run();
            if (Thread.interrupted()) {
              dirty.incrementAndGet();
            }
          });
    }
    until("all outcomes", () -> told.size() == 200);
    single.shutdownNow();
    assertEquals(0, dirty.get());
  }

  @Test
  void oneThatIgnoresItIsAbandonedAndItsReturnIsToldAfterwards() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    begin(
        Duration.ofMillis(20),
        state -> {
          boolean free = false;
          while (!free) {
            try {
              release.await();
              free = true;
            } catch (InterruptedException e) {
              free = false; // as careless code does
            }
          }
          return CheckResult.nothing();
        });
    until("an outcome", () -> !told.isEmpty());
    assertEquals(List.of(new Outcome.TimedOut(Duration.ofMillis(20), true)), told);
    assertEquals(0, returned.get());
    release.countDown();
    until("its return", () -> returned.get() == 1);
    assertEquals(1, told.size());
  }

  @Test
  void stoppingIsNoTimeOut() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Attempt attempt =
        attempt(
            Duration.ofMinutes(1),
            state -> {
              began.countDown();
              new CountDownLatch(1).await();
              return CheckResult.nothing();
            });
    workers.execute(attempt);
    began.await();
    attempt.stop();
    until("an outcome", () -> !told.isEmpty());
    assertEquals(List.of(new Outcome.Stopped()), told);
    attempt.stop();
    assertEquals(1, told.size());
  }

  @Test
  void oneThatWasStoppedBeforeItBeganDoesNotBegin() {
    AtomicInteger runs = new AtomicInteger();
    Attempt attempt =
        attempt(
            Duration.ofMinutes(1),
            state -> {
              runs.incrementAndGet();
              return CheckResult.nothing();
            });
    attempt.stop();
    attempt.run();
    assertEquals(0, runs.get());
    assertEquals(List.of(new Outcome.Stopped()), told);
  }

  @Test
  void anErrorIsAFailure() throws Exception {
    begin(
        Duration.ofMinutes(1),
        state -> {
          throw new StackOverflowError();
        });
    until("an outcome", () -> !told.isEmpty());
    assertTrue(told.get(0) instanceof Outcome.Failed, told.toString());
    assertFalse(((Outcome.Failed) told.get(0)).problem().isBlank());
  }
}
