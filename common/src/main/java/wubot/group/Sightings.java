// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Since when this member has seen the same version of each key, by its own clock: the only way in
 * which a group lets anything expire. Not safe for use by several threads.
 */
final class Sightings {

  private final GroupClock clock;
  private final Map<String, Sighting> seen = new HashMap<>();

  private record Sighting(long version, long since, boolean changed) {}

  Sightings(GroupClock clock) {
    this.clock = clock;
  }

  /**
   * Notes what was read, and says for how many nanoseconds it has been so. The first look at a key
   * is zero: how old it was then, nobody can tell.
   */
  long unchangedFor(String key, long version) {
    long now = clock.nanos();
    Sighting last = seen.get(key);
    if (last == null || last.version != version) {
      seen.put(key, new Sighting(version, now, last != null));
      return 0;
    }
    return now - last.since;
  }

  /** Whether a key was seen with two versions, so that somebody is certainly writing it. */
  boolean hasChanged(String key) {
    Sighting last = seen.get(key);
    return last != null && last.changed;
  }

  /** Forgets all other keys. */
  void keepOnly(Set<String> keys) {
    seen.keySet().retainAll(keys);
  }
}
