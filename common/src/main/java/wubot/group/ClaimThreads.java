// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two threads behind everything a member holds: one that renews, on which nothing slow runs,
 * and one that publishes and tidies.
 */
public final class ClaimThreads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimThreads.class);

  private final ScheduledExecutorService renewing = thread("group-renew");
  private final ScheduledExecutorService tidying = thread("group-tidy");

  /** Runs this every so often on the thread for renewals. */
  public void renewing(Duration every, Runnable work) {
    repeat(renewing, every, work);
  }

  /** Runs this at once and then every so often on the thread for everything else. */
  public void tidying(Duration every, Runnable work) {
    repeat(tidying, every, work);
  }

  private static void repeat(ScheduledExecutorService thread, Duration every, Runnable work) {
    long millis = Math.max(1, every.toMillis());
    var unused =
        thread.scheduleWithFixedDelay(() -> guarded(work), 0, millis, TimeUnit.MILLISECONDS);
  }

  /** An exception must not end the repetition. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (StoreAway e) {
      LOG.debug("the group's store is away: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("background work of the group failed; it is tried again", e);
    }
  }

  private static ScheduledExecutorService thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** Ends both threads; waits up to five seconds for what they are at. */
  @Override
  public void close() {
    renewing.shutdown();
    tidying.shutdown();
    try {
      boolean renewed = renewing.awaitTermination(3, TimeUnit.SECONDS);
      boolean tidied = tidying.awaitTermination(2, TimeUnit.SECONDS);
      if (!renewed || !tidied) {
        renewing.shutdownNow();
        tidying.shutdownNow();
      }
    } catch (InterruptedException e) {
      renewing.shutdownNow();
      tidying.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
