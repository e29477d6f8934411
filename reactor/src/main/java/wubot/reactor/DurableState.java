// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;
import wubot.rule.StateSpace;

/**
 * The durable state of all reactions, kept in memory and in a journal, together with the place in
 * the queue up to which messages are handled.
 *
 * <p>{@link #checkpoint} makes the changes since the last one durable in a single write. A crash
 * before it leaves the state and the place as they were, a crash after it leaves both moved on: a
 * repeated message always meets the state that it met the first time.
 *
 * <p>Memory is bounded: each space keeps at most so many keys, and forgets the one that was written
 * longest ago for a new one. Safe for use by several threads.
 */
public final class DurableState implements AutoCloseable {

  /** How many keys a space keeps: at about 300 bytes each some 30 MB. */
  public static final int KEYS_PER_SPACE = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(DurableState.class);

  private final int keysPerSpace;
  private final StateFiles files;
  private final Map<String, Map<String, Map<String, Object>>> spaces = new TreeMap<>();
  private final Map<String, Boolean> warned = new TreeMap<>();
  private final Map<Slot, StateChange> changes = new LinkedHashMap<>(); // the last of each slot
  private long incarnation;
  private long position;

  private record Slot(String space, String key) {}

  /**
   * Opens the state in a directory, which is made when missing.
   *
   * @throws java.io.UncheckedIOException when it cannot be read or written
   */
  public DurableState(Path directory) {
    this(directory, KEYS_PER_SPACE);
  }

  DurableState(Path directory, int keysPerSpace) {
    this.keysPerSpace = keysPerSpace;
    this.files = new StateFiles(directory, this::restore);
  }

  private void restore(Checkpoint checkpoint) {
    incarnation = checkpoint.incarnation();
    position = checkpoint.position();
    checkpoint.changes().forEach(this::apply);
  }

  private void apply(StateChange change) {
    Map<String, Map<String, Object>> space =
        spaces.computeIfAbsent(change.space(), name -> new LinkedHashMap<>());
    space.remove(change.key()); // so that the order is that of the last writing
    change.value().ifPresent(value -> space.put(change.key(), value));
  }

  /** The place that the state belongs to in the queue of this incarnation; 0 when in none. */
  public synchronized long position(long queueIncarnation) {
    return incarnation == queueIncarnation ? position : 0;
  }

  /** The part of the state with this name. */
  public StateSpace space(String name) {
    return new Space(name);
  }

  /**
   * Makes all changes durable together with the place they belong to; does nothing without changes,
   * because then the place in the queue says it all.
   *
   * @throws java.io.UncheckedIOException when the disk failed; the changes are kept and the caller
   *     may try again
   */
  public synchronized void checkpoint(long queueIncarnation, long sequence) {
    if (changes.isEmpty()) {
      return;
    }
    files.append(new Checkpoint(queueIncarnation, sequence, new ArrayList<>(changes.values())));
    changes.clear();
    incarnation = queueIncarnation;
    position = sequence;
    if (files.isLong()) {
      compact();
    }
  }

  private void compact() {
    try {
      files.compact(new Checkpoint(incarnation, position, everything()));
    } catch (UncheckedIOException e) {
      LOG.warn("{}; the journal grows on until it works", e.getMessage());
    }
  }

  private List<StateChange> everything() {
    List<StateChange> all = new ArrayList<>();
    spaces.forEach(
        (name, space) ->
            space.forEach((key, value) -> all.add(new StateChange(name, key, Optional.of(value)))));
    return all;
  }

  /** All of it as one text, to go on from elsewhere; changes that are not durable yet included. */
  synchronized String exported() {
    return StateText.of(new Checkpoint(0, 0, everything()));
  }

  /**
   * Puts what was exported elsewhere in the place of everything; durable when it returns.
   *
   * @throws IllegalArgumentException when the text is no such export
   * @throws UncheckedIOException when the disk failed; the state is as before
   */
  synchronized void replace(String exported) {
    Checkpoint other = StateText.read(exported);
    files.compact(other);
    spaces.clear();
    changes.clear();
    restore(other);
  }

  /** Closes the files; changes since the last checkpoint are forgotten, as in a crash. */
  @Override
  public synchronized void close() {
    files.close();
  }

  private synchronized void change(StateChange change) {
    apply(change);
    note(change);
    Map<String, Map<String, Object>> space = spaces.get(change.space());
    if (space.size() > keysPerSpace) {
      Iterator<String> oldest = space.keySet().iterator();
      StateChange forgotten = new StateChange(change.space(), oldest.next(), Optional.empty());
      oldest.remove();
      note(forgotten);
      if (warned.put(change.space(), true) == null) {
        LOG.warn(
            "{} keeps state about more than {} keys; the ones not written for longest are forgotten",
            change.space(),
            keysPerSpace);
      }
    }
  }

  private void note(StateChange change) {
    Slot slot = new Slot(change.space(), change.key());
    changes.remove(slot); // so that the order is that of the last writing
    changes.put(slot, change);
  }

  private final class Space implements StateSpace {

    private final String name;

    Space(String name) {
      this.name = name;
    }

    @Override
    public Optional<Map<String, Object>> get(String key) {
      synchronized (DurableState.this) {
        return Optional.ofNullable(spaces.getOrDefault(name, Map.of()).get(key));
      }
    }

    @Override
    public void put(String key, Map<String, ?> state) {
      change(new StateChange(name, key, Optional.of(Message.of(state).asMap())));
    }

    @Override
    public void remove(String key) {
      if (get(key).isPresent()) {
        change(new StateChange(name, key, Optional.empty()));
      }
    }

    @Override
    public Set<String> keys() {
      synchronized (DurableState.this) {
        return Set.copyOf(spaces.getOrDefault(name, Map.of()).keySet());
      }
    }
  }
}
