// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes of the diary that come too fast to be written one batch of messages at a time: a thread of
 * its own writes what has gathered, many times a second, and the reactor need not wait for it.
 */
final class DiaryBacklog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DiaryBacklog.class);
  private static final long GATHER_MILLIS = 20;

  /** So few notes are written at once by whoever has them. */
  private static final int FEW = 32;

  /** So many may wait to be written; then the reactor waits, too. */
  private static final int MOST = 1 << 16;

  private final DiaryPages pages;
  private final ScheduledThreadPoolExecutor writer =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "diary");
            thread.setDaemon(true);
            return thread;
          });
  private List<List<DiaryNote>> waiting = new ArrayList<>();
  private Duration keep = Duration.ZERO;
  private int count;
  private boolean scheduled;
  private boolean closed;

  DiaryBacklog(DiaryPages pages) {
    this.pages = pages;
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Takes notes to be written.
   *
   * @param time how long the files are kept
   * @return whether it took them; when not, they are few, nothing waits before them, and the caller
   *     writes them
   */
  synchronized boolean add(List<DiaryNote> notes, Duration time) {
    if (closed || (!scheduled && notes.size() <= FEW)) {
      return false;
    }
    while (count > MOST && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the reactor is about to stop
        break;
      }
    }
    keep = time;
    waiting.add(notes);
    count += notes.size();
    if (!scheduled) {
      scheduled = true;
      schedule();
    }
    return true;
  }

  private void schedule() {
    var unused = writer.schedule(this::writeDown, GATHER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void writeDown() {
    Duration time = time();
    List<List<DiaryNote>> gathered = take();
    for (List<DiaryNote> notes : gathered) {
      try {
        pages.write(notes, time);
      } catch (RuntimeException e) {
        LOG.warn("The diary for 'wubot explain' has a gap: {}", e.toString());
      }
    }
    synchronized (this) {
      if (gathered.isEmpty() || closed) {
        scheduled = false;
      } else {
        schedule();
      }
    }
  }

  private synchronized Duration time() {
    return keep;
  }

  private synchronized List<List<DiaryNote>> take() {
    List<List<DiaryNote>> gathered = waiting;
    waiting = new ArrayList<>();
    count = 0;
    notifyAll();
    return gathered;
  }

  /** Writes what waits. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    writer.shutdown();
    try {
      if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("The diary for 'wubot explain' has a gap: it was not written in time.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writeDown();
  }
}
