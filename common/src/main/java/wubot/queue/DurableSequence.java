// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The newest sequence that readers may see, and the place where readers of this process wait. */
final class DurableSequence implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile long sequence;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  DurableSequence(long sequence) {
    this.sequence = sequence;
  }

  long get() {
    return sequence;
  }

  /** Called after every move, by the thread that moved it; to be quick. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void reached(long to) {
    sequence = to;
    if (waiting.get() > 0) {
      signal();
    }
    listeners.forEach(Runnable::run);
  }

  private void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is at least this, the queue is closed, or the time is over. */
  void awaitAtLeast(long wanted, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting.incrementAndGet();
      long left = nanos;
      while (sequence < wanted && !closed && left > 0) {
        left = moved.awaitNanos(left);
      }
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    signal();
  }

  /** For waits that are given as time. */
  static long nanos(java.time.Duration wait) {
    try {
      return wait.toNanos();
    } catch (ArithmeticException e) {
      return TimeUnit.DAYS.toNanos(365);
    }
  }
}
