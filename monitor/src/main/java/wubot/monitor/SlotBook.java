// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import wubot.group.Document;
import wubot.group.Entry;
import wubot.group.Outcome;
import wubot.group.Store;
import wubot.group.StoreAway;

/**
 * The record of one check in the store of a group, as one member sees it. Used by one thread at a
 * time.
 */
final class SlotBook {

  private static final int ROUNDS = 10;

  /** What became of a writing. */
  enum Written {
    /** It is there. */
    YES,
    /** It is not: somebody else wrote, and {@link #seen} is what. */
    NO,
    /** Nobody can tell; see {@link #why}. */
    UNKNOWN
  }

  private final Store store;
  private final String key;
  private Optional<Entry> entry = Optional.empty();
  private SlotRecord seen = SlotRecord.NONE;
  private String why = "";

  SlotBook(Store store, String key) {
    this.store = store;
    this.key = key;
  }

  /** The record as last seen or written. */
  SlotRecord seen() {
    return seen;
  }

  /** Its version; grows with every writing. */
  long version() {
    return entry.map(Entry::version).orElse(0L);
  }

  /** Why the last writing is unknown, for people. */
  String why() {
    return why;
  }

  /**
   * Reads what is there now.
   *
   * @throws StoreAway when the store did not answer
   */
  SlotRecord read() {
    entry = store.get(key);
    seen = entry.map(there -> new SlotRecord(Document.of(there))).orElse(SlotRecord.NONE);
    return seen;
  }

  /**
   * Makes sure that no holder with a smaller token writes from now on.
   *
   * @throws StoreAway when the store did not answer, or a larger token was there
   */
  SlotRecord hold(long token) {
    for (int i = 0; i < ROUNDS; i++) {
      SlotRecord there = read();
      if (there.token() > token) {
        throw new StoreAway("a later holder has begun");
      }
      switch (write(there.held(token))) {
        case YES -> {
          return seen;
        }
        case UNKNOWN -> throw new StoreAway(why);
        case NO -> why = ""; // once more, with what is there now
      }
    }
    throw new StoreAway("too many others write " + key);
  }

  /** Writes in place of what was last seen. */
  Written write(SlotRecord next) {
    String attempt = UUID.randomUUID().toString();
    SlotRecord record = next.written(attempt);
    String text = record.document().toText();
    Outcome outcome =
        entry.isPresent()
            ? store.replace(key, entry.get().version(), text, Duration.ZERO)
            : store.create(key, text, Duration.ZERO);
    if (outcome instanceof Outcome.Applied applied) {
      entry = Optional.of(applied.entry());
      seen = record;
      return Written.YES;
    }
    if (outcome instanceof Outcome.Unknown unknown) {
      why = unknown.why();
    }
    try {
      read();
    } catch (StoreAway e) {
      why = e.getMessage();
      return Written.UNKNOWN;
    }
    if (seen.attempt().equals(attempt)) {
      return Written.YES;
    }
    return outcome instanceof Outcome.NotApplied ? Written.NO : Written.UNKNOWN;
  }
}
