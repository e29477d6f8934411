// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * Notices that a store has gone back in time, e.g. restored from a backup: from then on it holds,
 * for whoever goes on would do again what was done since.
 */
final class Rewound {

  private long highest;
  private String how = "";

  /** The highest number known; what is asked from now on must not answer with a smaller one. */
  synchronized long highest() {
    if (!how.isEmpty()) {
      throw new StoreAway(message(how));
    }
    return highest;
  }

  /**
   * Takes a number that the store answered.
   *
   * @param before what {@link #highest()} was before the store was asked
   */
  synchronized void saw(long number, long before) {
    highest = Math.max(highest, number);
    if (number < before && how.isEmpty()) {
      how = "it was at " + before + " and is at " + number;
    }
    if (!how.isEmpty()) {
      throw new StoreAway(message(how));
    }
  }

  /** It is not the one that it was. */
  synchronized void replaced(String was, String is) {
    if (how.isEmpty()) {
      how = "it was " + was + " and is " + is;
    }
    throw new StoreAway(message(how));
  }

  static String message(String how) {
    return "store_rewound: the store has gone back in time, "
        + how
        + ", as after restoring a backup; what was done since may be done again. This member holds"
        + " until it is restarted";
  }
}
