// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import wubot.queue.QueueRecord;

/**
 * How far this reactor is with the messages of each origin, for the members of its group: a message
 * is passed when it was walked, the cursor is behind it, and all that waited in shared outboxes at
 * that time has left them; with shards, also those of the shards, wherever they are.
 */
final class Progress {

  /** Told of what is passed. */
  interface Listener {

    /** All messages of this origin up to this sequence. */
    void passed(String origin, long incarnation, long sequence);
  }

  private record Source(String origin, long incarnation) {}

  private record Look(Map<Source, Long> walked, long until, Map<String, Long> outboxes) {}

  private final Supplier<Map<String, Long>> outboxes;
  private final Predicate<Map<String, Long>> areThrough;
  private final LongSupplier behind;
  private final Listener listener;
  private final Map<Source, Long> walked = new HashMap<>(); // of the walking thread
  private long newest; // of the walking thread
  private long until; // guarded by this
  private Map<Source, Long> committed = new HashMap<>(); // guarded by this
  private Optional<Look> look = Optional.empty(); // of the thread that ticks

  /**
   * Nothing passed yet.
   *
   * @param outboxes the newest records of shared outboxes, by name
   * @param areThrough whether these have left them
   * @param behind up to which record of the queue shards are done
   */
  Progress(
      Supplier<Map<String, Long>> outboxes,
      Predicate<Map<String, Long>> areThrough,
      LongSupplier behind,
      Listener listener) {
    this.outboxes = outboxes;
    this.areThrough = areThrough;
    this.behind = behind;
    this.listener = listener;
  }

  /** A record was walked, or passed over because it is a shard's; by the walking thread. */
  void walked(QueueRecord record) {
    newest = record.sequence();
    record
        .message()
        .identity()
        .ifPresent(
            identity ->
                walked.merge(
                    new Source(identity.origin(), identity.incarnation()),
                    identity.sequence(),
                    Math::max));
  }

  /** The cursor is behind all that was walked; by the walking thread. */
  void committed() {
    if (walked.isEmpty()) {
      return;
    }
    synchronized (this) {
      walked.forEach((source, sequence) -> committed.merge(source, sequence, Math::max));
      until = newest;
    }
    walked.clear();
  }

  /** Looks whether something has been passed; to be called every now and then by one thread. */
  void tick() {
    if (look.isEmpty()) {
      look = begin();
    }
    if (look.isPresent()
        && areThrough.test(look.get().outboxes())
        && behind.getAsLong() >= look.get().until()) {
      look.get()
          .walked()
          .forEach((from, to) -> listener.passed(from.origin(), from.incarnation(), to));
      look = Optional.empty();
    }
  }

  private Optional<Look> begin() {
    Map<Source, Long> now;
    long last;
    synchronized (this) {
      if (committed.isEmpty()) {
        return Optional.empty();
      }
      now = committed;
      last = until;
      committed = new HashMap<>();
    }
    return Optional.of(new Look(now, last, outboxes.get()));
  }
}
