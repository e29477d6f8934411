// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * Where a member stands: its store, the group's name, its own name, and its clocks.
 *
 * @param store shared with the other members
 * @param group the first word of every key; no slash
 * @param node name of this member, the same after a restart; no {@code #}
 * @param incarnation of this process life; never used before
 * @param clock the one that nobody sets decides; of the one on the wall only its advance beside the
 *     other is used, to see that the machine was asleep
 */
public record ClaimPlace(
    Store store, String group, String node, String incarnation, GroupClock clock) {

  private static final int LONGEST_WORD = 100;

  /** Checks the names. */
  public ClaimPlace {
    if (group.isEmpty() || group.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a group's name has no slash, was '" + group + "'");
    }
    if (node.isEmpty() || node.indexOf('#') >= 0) {
      throw new IllegalArgumentException("a member's name has no #, was '" + node + "'");
    }
  }

  /** The clock that nobody sets, in nanoseconds. */
  long nanos() {
    return clock.nanos();
  }

  /** The clock on the wall, in milliseconds. */
  long millis() {
    return clock.wallMillis();
  }

  /** This member in this life, as records name it: {@code joe#k3f9x2}. */
  public String owner() {
    return node + "#" + incarnation;
  }

  /** The member's name in an owner that a record names. */
  static String nodeOf(String owner) {
    int end = owner.lastIndexOf('#');
    return end < 0 ? owner : owner.substring(0, end);
  }

  /** A key of the group: the kind of record, then words in which any character may occur. */
  String key(String kind, String... words) {
    StringBuilder key = new StringBuilder(group).append('/').append(kind);
    for (String word : words) {
      key.append('/').append(plain(word));
    }
    return key.toString();
  }

  /**
   * A word as it may stand in a key: letters, digits and a few signs as they are, others as percent
   * and their code, long ones cut and marked with a digest.
   */
  static String plain(String word) {
    StringBuilder plain = new StringBuilder(word.length() + 8);
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean stays =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-_.@:+=~".indexOf(c) >= 0;
      if (stays) {
        plain.append(c);
      } else {
        plain.append('%').append(Integer.toHexString(0x10000 + c).substring(1));
      }
    }
    if (plain.length() <= LONGEST_WORD) {
      return plain.length() == 0 ? "%" : plain.toString();
    }
    long digest = ClaimRank.mix(word, 0x9E3779B97F4A7C15L);
    long second = ClaimRank.mix(word, 0xC2B2AE3D27D4EB4FL);
    return plain.substring(0, LONGEST_WORD - 40)
        + "%~"
        + Long.toHexString(digest)
        + Long.toHexString(second);
  }
}
