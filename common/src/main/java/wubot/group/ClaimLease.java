// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.Optional;

/**
 * A record in the store that is this member's as long as it renews it. Knows until when the member
 * may act on it without asking, and resolves writings whose outcome is unknown by reading the
 * record and comparing the attempt. Thread-safe; a writing waits for the one before.
 */
final class ClaimLease {

  /** What became of a writing. */
  enum Written {
    /** The record says so now. */
    YES,
    /** The record is somebody else's, and will stay so. */
    TAKEN,
    /** There is no record any more. */
    GONE,
    /** The store did not answer: to be tried again. */
    UNKNOWN
  }

  private final ClaimPlace place;
  private final String key;
  private final Duration ttl;

  private ClaimRecord record;
  private long version;
  private long beats;
  private Written lost = Written.YES;

  private volatile long sentNanos;
  private volatile long sentMillis;
  private volatile boolean ours = true;
  private volatile boolean ended;

  /**
   * Of a record that was just acquired.
   *
   * @param nanos the clocks before the acquisition was sent
   */
  ClaimLease(
      ClaimPlace place, String key, ClaimRecord record, long version, long nanos, long millis) {
    this.place = place;
    this.key = key;
    this.record = record;
    this.version = version;
    this.beats = record.beat();
    this.ttl = record.ttl();
    this.sentNanos = nanos;
    this.sentMillis = millis;
  }

  String key() {
    return key;
  }

  synchronized ClaimRecord record() {
    return record;
  }

  synchronized long version() {
    return version;
  }

  /**
   * Whether an effect may begin now: two thirds of the time to live have not passed since the last
   * renewal was sent, and the machine did not sleep since.
   */
  boolean mayAct() {
    long advance = place.nanos() - sentNanos;
    long wall = (place.millis() - sentMillis) * 1_000_000L;
    long limit = ttl.toNanos() / 3 * 2;
    return ours && !ended && advance < limit && wall - advance < ttl.toNanos() / 10;
  }

  /** Whether a third of the time to live has passed since the last renewal. */
  boolean isDue() {
    return ours && !ended && place.nanos() - sentNanos >= ttl.toNanos() / 3;
  }

  /** Whether nobody else was seen to have it. */
  boolean isOurs() {
    return ours && !ended;
  }

  /** Writes the record once more, unchanged. */
  Written renew() {
    synchronized (this) {
      return write(record, Duration.ZERO);
    }
  }

  /**
   * Writes the next record of this attempt. Every try carries a beat of its own, so that a writing
   * that got there late is not taken for a fresh one.
   *
   * @param retain hint for the store, zero for ever
   */
  synchronized Written write(ClaimRecord wanted, Duration retain) {
    for (int round = 0; round < 4 && ours; round++) {
      final ClaimRecord next = wanted.withBeat(++beats);
      final long nanos = place.nanos();
      final long millis = place.millis();
      Outcome outcome = place.store().replace(key, version, next.text(), retain);
      if (outcome instanceof Outcome.Applied applied) {
        record = next;
        version = applied.entry().version();
        return wrote(nanos, millis);
      }
      Optional<Entry> found;
      try {
        found = place.store().get(key);
      } catch (StoreAway e) {
        return Written.UNKNOWN;
      }
      if (found.isEmpty()) {
        return lose(Written.GONE);
      }
      final ClaimRecord there = ClaimRecord.read(found.get());
      if (!there.attempt().equals(record.attempt())) {
        return lose(Written.TAKEN);
      }
      record = there;
      version = found.get().version();
      boolean over = there.state() == next.state() && !there.state().isHeld();
      if (there.beat() == next.beat() || over) {
        return wrote(nanos, millis);
      }
      if (outcome instanceof Outcome.Unknown) {
        return Written.UNKNOWN;
      }
    }
    return ours ? Written.UNKNOWN : lost;
  }

  /** Stops acting on it, whatever the store will say. */
  void end() {
    ended = true;
  }

  private Written wrote(long nanos, long millis) {
    sentNanos = nanos;
    sentMillis = millis;
    ours = record.state().isHeld();
    return Written.YES;
  }

  private Written lose(Written how) {
    ours = false;
    lost = how;
    return how;
  }
}
