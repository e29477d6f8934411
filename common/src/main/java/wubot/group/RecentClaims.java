// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The claims that this member saw to be over lately: a message that comes twice, by two ways, is
 * not done twice although the group may have forgotten it by then. Thread-safe.
 */
final class RecentClaims {

  private static final int MOST = 20_000;

  private final Set<String> keys =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST;
                }
              }));

  void over(String key) {
    keys.add(key);
  }

  boolean isOver(String key) {
    return keys.contains(key);
  }
}
