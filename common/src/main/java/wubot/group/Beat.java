// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one thing again and again, after a pause or when woken. */
final class Beat implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);
  private static final long CLOSE_MILLIS = 5_000;

  private final Thread thread;
  private final Runnable work;
  private final LongSupplier pauseNanos;
  private final Semaphore bell = new Semaphore(0);
  private volatile boolean closed;

  /** Starts at once; {@code pauseNanos} is asked after each time. */
  Beat(String name, Runnable work, LongSupplier pauseNanos) {
    this.work = work;
    this.pauseNanos = pauseNanos;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Does it now, or again when it is being done. */
  void wake() {
    if (bell.availablePermits() == 0) {
      bell.release();
    }
  }

  private void run() {
    while (!closed) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.error("{} failed and goes on", thread.getName(), e);
      }
      try {
        if (bell.tryAcquire(Math.max(1, pauseNanos.getAsLong()), TimeUnit.NANOSECONDS)) {
          bell.drainPermits();
        }
      } catch (InterruptedException e) {
        return; // whoever interrupts this thread wants it to end
      }
    }
  }

  /** Waits up to five seconds for the last time to end. */
  @Override
  public void close() {
    closed = true;
    wake();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
