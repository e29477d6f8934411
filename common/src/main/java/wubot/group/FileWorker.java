// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a {@link FileStore}: turns of what callers asked, one trip to the disk each.
 */
final class FileWorker implements Journal.Changes {

  private static final Logger LOG = LoggerFactory.getLogger(FileWorker.class);

  /** A turn takes at most so many, so that the first does not wait for all. */
  private static final int TURN = 256;

  /** What a caller wants of the journal. */
  interface Wish<T> {
    T of(Journal journal) throws IOException;
  }

  private record Asked<T>(
      Wish<T> wish, boolean writes, long deadline, CompletableFuture<T> answer, List<T> result) {

    void run(Journal journal) throws IOException {
      result.add(wish.of(journal));
    }

    void done() {
      answer.complete(result.get(0));
    }
  }

  private final Path directory;
  private final Duration timeout;
  private final Journal journal;
  private final DirectoryLock lock;
  private final BlockingQueue<Asked<?>> asked = new LinkedBlockingQueue<>();
  private final Map<FileWatch, String> watches = new ConcurrentHashMap<>();
  private final Thread thread;
  private DirectoryEyes eyes;
  private volatile boolean closed;

  FileWorker(Path directory, Duration timeout) {
    this.directory = directory;
    this.timeout = timeout;
    this.journal = new Journal(directory, this);
    this.lock = new DirectoryLock(directory);
    this.thread = new Thread(this::work, "wubot-group-file");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads, or throws that the store is away. */
  <T> T read(Wish<T> wish) {
    return askOrThrow(wish, false);
  }

  /** Uses up a number. */
  long number() {
    return askOrThrow(Journal::nextToken, true);
  }

  Outcome write(Wish<Outcome> wish) {
    try {
      return ask(wish, true);
    } catch (IOException e) {
      return new Outcome.Unknown(FileStore.why(directory, e));
    }
  }

  private <T> T askOrThrow(Wish<T> wish, boolean writes) {
    try {
      return ask(wish, writes);
    } catch (IOException e) {
      throw new StoreAway(FileStore.why(directory, e), e);
    }
  }

  private <T> T ask(Wish<T> wish, boolean writes) throws IOException {
    if (closed) {
      throw new IOException("this store is closed");
    }
    var one =
        new Asked<T>(
            wish,
            writes,
            System.nanoTime() + timeout.toNanos(),
            new CompletableFuture<>(),
            new ArrayList<>(1));
    asked.add(one);
    try {
      return one.answer().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException(e.getCause().toString(), e.getCause());
    }
  }

  Store.Watch watch(String prefix, Runnable changed) {
    var watch = new FileWatch(changed);
    watches.put(watch, prefix);
    synchronized (this) {
      if (eyes == null && !closed) {
        eyes = new DirectoryEyes(directory, () -> asked.add(look()));
      }
    }
    return watch;
  }

  /** A reading of nothing, which takes up what others have written. */
  private Asked<Boolean> look() {
    return new Asked<>(
        any -> true,
        false,
        System.nanoTime() + timeout.toNanos(),
        new CompletableFuture<>(),
        new ArrayList<>(1));
  }

  @Override
  public void changed(String key) {
    watches.forEach(
        (watch, prefix) -> {
          if (key.startsWith(prefix)) {
            watch.due = true;
          }
        });
  }

  @Override
  public void anyChanged() {
    watches.keySet().forEach(watch -> watch.due = true);
  }

  void close() {
    synchronized (this) {
      closed = true;
      if (eyes != null) {
        eyes.close();
        eyes = null;
      }
    }
    asked.add(look()); // wakes it
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!closed) {
      List<Asked<?>> turn = new ArrayList<>();
      try {
        turn.add(asked.take());
        asked.drainTo(turn, TURN - 1);
        turn(turn);
      } catch (InterruptedException e) {
        break; // nobody does that to this thread
      } catch (IOException | RuntimeException | Error e) {
        // What is in memory may not be what is on disk; it is read again.
        journal.close();
        turn.forEach(one -> one.answer().completeExceptionally(e));
      }
      callBack();
    }
    asked.forEach(one -> one.answer().completeExceptionally(new IOException("closed")));
    journal.close();
    closeLock();
  }

  private void turn(List<Asked<?>> turn) throws IOException {
    FileStore.create(directory);
    boolean needsLock = turn.stream().anyMatch(Asked::writes);
    List<Asked<?>> served = new ArrayList<>(turn.size());
    if (!needsLock && journal.refresh(false)) {
      serve(turn, served);
    } else {
      locked(turn, served);
    }
    journal.sync();
    served.forEach(Asked::done);
  }

  /**
   * Waits for the lock as long as anybody waits for it; readings that can do without do not wait.
   */
  private void locked(List<Asked<?>> turn, List<Asked<?>> served) throws IOException {
    long pause = 20_000;
    while (!lock.tryLock()) {
      readMeanwhile(turn);
      long now = System.nanoTime();
      turn.removeIf(one -> one.deadline() - now < 0); // he has given up
      if (turn.isEmpty() || closed) {
        return;
      }
      // Who has it needs microseconds, so it is there at one of the next looks.
      LockSupport.parkNanos(pause);
      pause = Math.min(2_000_000, pause * 3 / 2);
      asked.drainTo(turn, Math.max(0, TURN - turn.size()));
    }
    try {
      journal.refresh(true);
      long now = System.nanoTime();
      turn.removeIf(one -> one.deadline() - now < 0);
      serve(turn, served);
      journal.flush();
      journal.tidy();
    } finally {
      lock.unlock();
    }
  }

  private void readMeanwhile(List<Asked<?>> turn) throws IOException {
    if (turn.stream().allMatch(Asked::writes) || !journal.refresh(false)) {
      return;
    }
    List<Asked<?>> readings = turn.stream().filter(one -> !one.writes()).toList();
    List<Asked<?>> served = new ArrayList<>();
    serve(readings, served);
    journal.sync();
    served.forEach(Asked::done);
    turn.removeAll(readings);
  }

  private void serve(List<Asked<?>> turn, List<Asked<?>> served) throws IOException {
    for (Asked<?> one : turn) {
      one.run(journal);
      served.add(one);
    }
  }

  private void callBack() {
    for (FileWatch watch : watches.keySet()) {
      if (watch.due) {
        watch.due = false;
        try {
          watch.changed.run();
        } catch (RuntimeException e) {
          LOG.warn("a watch on {} failed", directory, e);
        }
      }
    }
  }

  private void closeLock() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    try {
      while (!lock.tryLock() && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(1_000_000); // see DirectoryLock: only who holds it closes it
      }
      lock.close();
    } catch (IOException e) {
      LOG.debug("closing the lock of {}", directory, e);
    }
  }

  private final class FileWatch implements Store.Watch {

    private final Runnable changed;
    private volatile boolean due;

    FileWatch(Runnable changed) {
      this.changed = changed;
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }
}
