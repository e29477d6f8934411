// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.List;

/**
 * In which order members reach for an id: every member ranks all of them the same way, another way
 * for every id (rendezvous hashing), so that work spreads and only the first reaches at once.
 */
final class ClaimRank {

  private ClaimRank() {}

  /** How many live members come before this one for the id; 0 is first. */
  static int of(List<String> live, String node, String id) {
    long mine = weight(node, id);
    int before = 0;
    for (String other : live) {
      if (!other.equals(node)) {
        int order = Long.compareUnsigned(weight(other, id), mine);
        if (order > 0 || (order == 0 && other.compareTo(node) < 0)) {
          before++;
        }
      }
    }
    return before;
  }

  private static long weight(String node, String id) {
    return mix(id, mix(node, 0x243F6A8885A308D3L));
  }

  /** A number from a text in which every character counts for every bit. */
  static long mix(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }
}
