// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a {@link JournalFile} says once it was read up to some point: where the latest value of each
 * key stands.
 *
 * <p>Whether a record counts follows from the records before it alone, so all who read a file
 * agree.
 */
final class JournalIndex {

  private final TreeMap<String, JournalPlace> places = new TreeMap<>(Limits.KEY_ORDER);
  private final Map<String, Long> removed = new HashMap<>();

  /**
   * Takes the next record.
   *
   * @param item the record
   * @param version the position after it in the journal, which is the version of what it writes
   * @param endsAt the same in the file
   * @return false when it does not count, because its key was changed after its writer had looked
   */
  boolean take(Records.Item item, long version, long endsAt) {
    String key = item.key();
    if (changed(key) > item.position()) {
      return false;
    }
    switch (item.type()) {
      case Records.KEPT -> places.put(key, JournalPlace.of(item, item.position(), endsAt));
      case Records.PUT -> places.put(key, JournalPlace.of(item, version, endsAt));
      case Records.DELETE -> {
        places.remove(key);
        removed.put(key, version);
      }
      default -> {} // it only moves the position on
    }
    return true;
  }

  private long changed(String key) {
    JournalPlace place = places.get(key);
    return place == null ? removed.getOrDefault(key, 0L) : place.version();
  }

  Optional<JournalPlace> place(String key) {
    return Optional.ofNullable(places.get(key));
  }

  /** All that come after the key, or begin with it, in order. */
  Map<String, JournalPlace> after(String key, boolean inclusive) {
    return places.tailMap(key, inclusive);
  }

  Map<String, JournalPlace> all() {
    return places;
  }

  /** What was seen for a while in another file is not new because this file is. */
  void knownAs(JournalIndex before) {
    places.replaceAll(
        (key, place) -> {
          JournalPlace old = before.places.get(key);
          return old == null ? place : place.knownAs(old);
        });
  }
}
