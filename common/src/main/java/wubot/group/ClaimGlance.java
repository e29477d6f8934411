// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the records of many claims at once: those of a rule and an origin lie together in the
 * store, so that one page tells what would take a reading for each.
 */
final class ClaimGlance {

  private static final int FEW = 4;
  private static final int PAGE = 500;

  private final ClaimPlace place;

  ClaimGlance(ClaimPlace place) {
    this.place = place;
  }

  /** What stands under the keys of these questions; keys it could not tell of are missing. */
  Map<String, Optional<Entry>> over(List<Claims.Question> questions) {
    Map<String, TreeSet<String>> together = new TreeMap<>();
    for (Claims.Question question : questions) {
      if (question.id().message().isPresent()) {
        String key = question.id().key(place);
        together.computeIfAbsent(cut(cut(key)) + "/", none -> new TreeSet<>()).add(key);
      }
    }
    Map<String, Optional<Entry>> seen = new HashMap<>();
    try {
      together.forEach(
          (prefix, keys) -> {
            if (keys.size() >= FEW) {
              look(prefix, keys, seen);
            }
          });
    } catch (StoreAway e) {
      // Each is asked for by itself then, and says that the store is away.
    }
    return seen;
  }

  private void look(String prefix, SortedSet<String> keys, Map<String, Optional<Entry>> seen) {
    int most = Math.min(PAGE, keys.size() * 2);
    List<Entry> page = place.store().list(prefix, cut(keys.first()), most);
    Map<String, Entry> there = new HashMap<>();
    page.forEach(entry -> there.put(entry.key(), entry));
    boolean whole = page.size() < most;
    for (String key : keys) {
      if (whole || key.compareTo(page.get(page.size() - 1).key()) <= 0) {
        seen.put(key, Optional.ofNullable(there.get(key)));
      }
    }
  }

  /** Without its last word. */
  private static String cut(String key) {
    return key.substring(0, key.lastIndexOf('/'));
  }
}
