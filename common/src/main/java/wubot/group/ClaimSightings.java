// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which version of a record this member has seen, and since when: the only way a record expires.
 *
 * <p>A time during which the store did not answer does not count, because the holder could not
 * renew either: after it every record gets its whole time to live again.
 */
final class ClaimSightings {

  private static final int MOST = 100_000;

  private record Sighting(long version, long sinceNanos, long outage) {}

  private final long shortestOutageNanos;
  private final Map<String, Sighting> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sighting> eldest) {
          return size() > MOST;
        }
      };
  private boolean failing;
  private long answeredNanos;
  private long outages;

  ClaimSightings(long nowNanos, long shortestOutageNanos) {
    this.answeredNanos = nowNanos;
    this.shortestOutageNanos = shortestOutageNanos;
  }

  /** The store answered. */
  synchronized void answered(long nowNanos) {
    if (failing && nowNanos - answeredNanos >= shortestOutageNanos) {
      outages++;
    }
    failing = false;
    answeredNanos = nowNanos;
  }

  /** The store did not answer. */
  synchronized void failed() {
    failing = true;
  }

  /** How long this version has been there, in nanoseconds; zero when it is new to this member. */
  synchronized long ageNanos(String key, long version, long nowNanos) {
    Sighting sighting = seen.get(key);
    if (sighting == null || sighting.version != version || sighting.outage != outages) {
      seen.put(key, new Sighting(version, nowNanos, outages));
      return 0;
    }
    return nowNanos - sighting.sinceNanos;
  }

  synchronized boolean knows(String key) {
    return seen.containsKey(key);
  }

  synchronized void forget(String key) {
    seen.remove(key);
  }

  synchronized int size() {
    return seen.size();
  }
}
