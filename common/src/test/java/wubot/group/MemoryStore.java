// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A store in memory for tests, that fails in whatever way the test asks for.
 *
 * <p>Several members share what is in it through {@link #sibling()}: each sibling is one member's
 * way to the same store, with faults of its own, like a cable that only one member has.
 */
public final class MemoryStore implements Store {

  /** What goes wrong between this member and the store. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /**
     * No answer until the deadline, or until the fault ends if that comes first. A writing that was
     * given up meanwhile is not applied later.
     */
    STALL,
    /** As {@link #STALL}, but a writing that was given up is applied when the fault ends. */
    STALL_THEN_APPLY,
    /** An answer at once: not to be had. Writings are unknown and not applied. */
    REFUSE,
    /** Writings are applied and their outcome is lost, at once; readings fail. */
    LOSE_ANSWER,
    /** Writings get lost before they are applied, at once; readings fail. */
    LOSE_REQUEST
  }

  /** Something that is applied now, later or never. */
  private interface Writing {
    Outcome apply();
  }

  /** What siblings share; its monitor guards everything. */
  private static final class Shared {
    final TreeMap<String, Entry> entries = new TreeMap<>(Limits.KEY_ORDER);
    final Map<MemoryWatch, String> watches = new ConcurrentHashMap<>();
    long last;
    int operations;
  }

  private final Shared shared;
  private final Duration timeout;
  private Fault fault = Fault.NONE;
  private int faulty = Integer.MAX_VALUE;
  private int changes;
  private final Queue<Writing> late = new ArrayDeque<>();
  private boolean closed;

  /** An empty one whose operations wait two seconds when stalled. */
  public MemoryStore() {
    this(Duration.ofSeconds(2));
  }

  /**
   * An empty one.
   *
   * @param timeout how long an operation waits when stalled
   */
  public MemoryStore(Duration timeout) {
    this(new Shared(), timeout);
  }

  private MemoryStore(Shared shared, Duration timeout) {
    this.shared = shared;
    this.timeout = timeout;
  }

  /** Another member's way to the same entries, without faults. */
  public MemoryStore sibling() {
    return new MemoryStore(shared, timeout);
  }

  /**
   * Another member's way to the same entries, without faults.
   *
   * @param timeout how long an operation waits when stalled
   */
  public MemoryStore sibling(Duration timeout) {
    return new MemoryStore(shared, timeout);
  }

  /** From now on this goes wrong for this sibling; {@link Fault#NONE} ends it. */
  public void fail(Fault how) {
    fail(how, Integer.MAX_VALUE);
  }

  /** The next so many operations of this sibling go wrong. */
  public void fail(Fault how, int operations) {
    List<Writing> applied;
    synchronized (shared) {
      fault = how;
      faulty = operations;
      changes++;
      applied = List.copyOf(late);
      late.clear();
      applied.forEach(Writing::apply);
      shared.notifyAll();
    }
    if (!applied.isEmpty()) {
      shared.watches.keySet().forEach(watch -> watch.changed.run());
    }
  }

  /** How many operations all siblings have asked for, failed ones too. */
  public int operations() {
    synchronized (shared) {
      return shared.operations;
    }
  }

  /** Puts an entry there behind everybody's back, with a new version. */
  public Entry put(String key, String value) {
    Entry entry;
    synchronized (shared) {
      entry = write(key, value);
    }
    changed(key);
    return entry;
  }

  /** Removes an entry behind everybody's back. */
  public void remove(String key) {
    synchronized (shared) {
      shared.entries.remove(key);
    }
    changed(key);
  }

  @Override
  public Optional<Entry> get(String key) {
    return read(() -> Optional.ofNullable(shared.entries.get(key)));
  }

  @Override
  public Outcome create(String key, String value, Duration retain) {
    Limits.check(key, value);
    return write(
        key,
        () ->
            shared.entries.containsKey(key)
                ? new Outcome.NotApplied()
                : new Outcome.Applied(write(key, value)));
  }

  @Override
  public Outcome replace(String key, long version, String value, Duration retain) {
    Limits.check(key, value);
    return write(
        key,
        () ->
            stands(key, version)
                ? new Outcome.Applied(write(key, value))
                : new Outcome.NotApplied());
  }

  @Override
  public Outcome delete(String key, long version) {
    return write(
        key,
        () ->
            stands(key, version)
                ? new Outcome.Applied(shared.entries.remove(key))
                : new Outcome.NotApplied());
  }

  @Override
  public long nextToken() {
    return read(() -> ++shared.last);
  }

  @Override
  public List<Entry> list(String prefix, String after, int max) {
    Limits.checkPage(max);
    return read(
        () ->
            shared.entries.tailMap(after, false).values().stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .limit(max)
                .toList());
  }

  @Override
  public Watch watch(String prefix, Runnable changed) {
    var watch = new MemoryWatch(shared, changed);
    shared.watches.put(watch, prefix);
    return watch;
  }

  @Override
  public String describe() {
    return "memory";
  }

  @Override
  public void close() {
    synchronized (shared) {
      closed = true;
      shared.notifyAll();
    }
  }

  private boolean stands(String key, long version) {
    Entry entry = shared.entries.get(key);
    return entry != null && entry.version() == version;
  }

  private Entry write(String key, String value) {
    var entry = new Entry(key, value, ++shared.last);
    shared.entries.put(key, entry);
    return entry;
  }

  private <T> T read(Supplier<T> operation) {
    synchronized (shared) {
      Fault now = closed ? Fault.REFUSE : begin();
      if (now == Fault.NONE) {
        return operation.get();
      }
      throw new StoreAway(why(now));
    }
  }

  private Outcome write(String key, Writing operation) {
    Outcome outcome;
    synchronized (shared) {
      Fault now = closed ? Fault.REFUSE : begin();
      if (now == Fault.NONE) {
        outcome = operation.apply();
      } else {
        if (now == Fault.LOSE_ANSWER) {
          operation.apply();
        } else if (now == Fault.STALL_THEN_APPLY) {
          late.add(operation);
        }
        outcome = new Outcome.Unknown(why(now));
      }
    }
    changed(key);
    return outcome;
  }

  /** What becomes of an operation that begins now, known after it has waited. */
  private Fault begin() {
    shared.operations++;
    if (faulty == 0) {
      return Fault.NONE;
    }
    if (fault != Fault.NONE && faulty != Integer.MAX_VALUE) {
      faulty--;
    }
    Fault now = fault;
    return now == Fault.STALL || now == Fault.STALL_THEN_APPLY ? stalled(now) : now;
  }

  private Fault stalled(Fault now) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int change = changes;
    while (change == changes && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return now;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(shared, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return now;
      }
    }
    return closed ? now : Fault.NONE;
  }

  private void changed(String key) {
    shared.watches.forEach(
        (watch, prefix) -> {
          if (key.startsWith(prefix)) {
            watch.changed.run();
          }
        });
  }

  private static String why(Fault fault) {
    return "the store in memory fails as the test asked, or is closed: " + fault;
  }

  private static final class MemoryWatch implements Watch {

    private final Shared shared;
    private final Runnable changed;

    MemoryWatch(Shared shared, Runnable changed) {
      this.shared = shared;
      this.changed = changed;
    }

    @Override
    public void close() {
      shared.watches.remove(this);
    }
  }
}
