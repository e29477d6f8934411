// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Asks many questions with a few threads, so that the store can answer them together; those first
 * that this member ranks first for, so that members with the same backlog keep out of each other's
 * way.
 */
final class ClaimAsking implements AutoCloseable {

  private final Claims claims;
  private final ClaimPlace place;
  private final Supplier<List<String>> live;
  private final int threads;
  private final ClaimGlance glance;
  private final ExecutorService executor;

  ClaimAsking(Claims claims, ClaimPlace place, Supplier<List<String>> live, int threads) {
    this.claims = claims;
    this.place = place;
    this.live = live;
    this.threads = threads;
    this.glance = new ClaimGlance(place);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "group-ask");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    this.executor = pool;
  }

  List<Ruling> all(List<Claims.Question> questions, int mostWon) {
    final int count = questions.size();
    final Ruling[] rulings = new Ruling[count];
    final Integer[] order = order(questions);
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger left = new AtomicInteger(mostWon);
    final int helpers = Math.min(threads, count) - 1;
    final CountDownLatch done = new CountDownLatch(Math.max(0, helpers));
    final Map<String, Optional<Entry>> seen = glance.over(questions);
    final Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            rulings[order[i]] = ruling(questions.get(order[i]), left, seen);
          }
        };
    for (int i = 0; i < helpers; i++) {
      help(work, done);
    }
    work.run();
    awaitAll(done);
    return List.of(rulings);
  }

  /** Also when interrupted: what a helper wins must not get lost. Every ask has a deadline. */
  private static void awaitAll(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void help(Runnable work, CountDownLatch done) {
    try {
      executor.execute(
          () -> {
            try {
              work.run();
            } finally {
              done.countDown();
            }
          });
    } catch (RejectedExecutionException e) {
      done.countDown(); // closing: the caller does it alone
    }
  }

  /** Reserves a win before it asks, so that there are never too many. */
  private Ruling ruling(
      Claims.Question question, AtomicInteger left, Map<String, Optional<Entry>> seen) {
    if (left.getAndDecrement() <= 0) {
      left.getAndIncrement();
      return new Ruling.Elsewhere(Duration.ZERO);
    }
    Ruling ruling = claims.ask(question.id(), question.policy(), question.age(), seen);
    if (!(ruling instanceof Ruling.Mine)) {
      left.getAndIncrement();
    }
    return ruling;
  }

  /** Runs it on one of the threads, or right now when they are closing. */
  <T> CompletableFuture<T> later(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(work.get());
    }
  }

  private Integer[] order(List<Claims.Question> questions) {
    final List<String> alive = live.get();
    final int[] ranks = new int[questions.size()];
    final Integer[] order = new Integer[questions.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      ranks[i] = ClaimRank.of(alive, place.node(), questions.get(i).id().key(place));
    }
    Arrays.sort(order, Comparator.comparingInt(i -> ranks[i]));
    return order;
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
