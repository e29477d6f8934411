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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a {@link FileStore}: turns of what callers asked, one trip to the disk each.
 */
final class FileWorker implements Journal.Changes {

  private static final Logger LOG = LoggerFactory.getLogger(FileWorker.class);

  /** A turn takes at most so many, so that the first does not wait for all. */
  private static final int TURN = 256;

  /** What a caller wants to read in the journal. */
  interface Wish<T> {
    T of(Journal journal) throws IOException;
  }

  /** What a caller waits for. */
  private sealed interface Asked<T> {

    long deadline();

    CompletableFuture<T> answer();
  }

  private record Reading<T>(Wish<T> wish, long deadline, CompletableFuture<T> answer)
      implements Asked<T> {

    /** Reads now, and tells what to do once it is on the disk. */
    Runnable read(Journal journal) throws IOException {
      T found = wish.of(journal);
      return () -> answer.complete(found);
    }
  }

  private record Writing(Change change, long deadline, CompletableFuture<Outcome> answer)
      implements Asked<Outcome> {}

  private final Path directory;
  private final Duration timeout;
  private final Journal journal;
  private final BlockingQueue<Asked<?>> asked = new LinkedBlockingQueue<>();
  private final Map<FileWatch, String> watches = new ConcurrentHashMap<>();
  private final Thread thread;
  private DirectoryEyes eyes;
  private volatile boolean closed;

  FileWorker(Path directory, Duration timeout, Journal.Trip trip, long small) {
    this.directory = directory;
    this.timeout = timeout;
    this.journal = new Journal(directory, this, trip, small);
    this.thread = new Thread(this::work, "wubot-group-file");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads, or throws that the store is away. */
  <T> T read(Wish<T> wish) {
    return askOrThrow(new Reading<>(wish, deadline(), new CompletableFuture<>()));
  }

  /** Uses up a number. */
  long number() {
    Outcome outcome = askOrThrow(writing(Change.number()));
    if (outcome instanceof Outcome.Applied applied) {
      return applied.entry().version();
    }
    throw new AssertionError("a number depends on nothing: " + outcome);
  }

  Outcome write(Change change) {
    try {
      return ask(writing(change));
    } catch (IOException e) {
      return new Outcome.Unknown(FileStore.why(directory, e));
    }
  }

  private Writing writing(Change change) {
    return new Writing(change, deadline(), new CompletableFuture<>());
  }

  private long deadline() {
    return System.nanoTime() + timeout.toNanos();
  }

  private <T> T askOrThrow(Asked<T> one) {
    try {
      return ask(one);
    } catch (IOException e) {
      throw new StoreAway(FileStore.why(directory, e), e);
    }
  }

  private <T> T ask(Asked<T> one) throws IOException {
    if (closed) {
      throw new IOException("this store is closed");
    }
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
    return new Reading<>(any -> true, deadline(), new CompletableFuture<>());
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
  }

  private void turn(List<Asked<?>> turn) throws IOException {
    long now = System.nanoTime();
    turn.removeIf(one -> one.deadline() - now < 0); // he has given up
    FileStore.create(directory);
    List<Writing> writings = new ArrayList<>();
    List<Reading<?>> readings = new ArrayList<>();
    for (Asked<?> one : turn) {
      if (one instanceof Writing writing) {
        writings.add(writing);
      } else if (one instanceof Reading<?> reading) {
        readings.add(reading);
      }
    }
    List<Runnable> answers = new ArrayList<>(turn.size());
    if (writings.isEmpty()) {
      journal.refresh();
    } else {
      List<Outcome> outcomes = journal.change(writings.stream().map(Writing::change).toList());
      for (int i = 0; i < outcomes.size(); i++) {
        Outcome outcome = outcomes.get(i);
        Writing writing = writings.get(i);
        answers.add(() -> writing.answer().complete(outcome));
      }
    }
    for (Reading<?> reading : readings) {
      answers.add(reading.read(journal));
    }
    journal.sync();
    answers.forEach(Runnable::run);
    journal.tidy();
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
