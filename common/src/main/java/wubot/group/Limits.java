// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Comparator;

/** What every store accepts, whatever it is made of, and the order of its keys. */
final class Limits {

  /** Bytes of a key in UTF-8, so that every store can index it. */
  static final int LONGEST_KEY = 1_000;

  /** A page of a list has at most this many entries. */
  static final int LONGEST_PAGE = 1_000;

  /**
   * Behind a prefix, it ends a search in an index: no character comes after this one, and nobody
   * goes on with so many of them.
   */
  static final String LARGEST = Character.toString(Character.MAX_CODE_POINT).repeat(8);

  /** By code point, which is also the order of the bytes in UTF-8. */
  static final Comparator<String> KEY_ORDER = Limits::compareKeys;

  private Limits() {}

  /** Refuses what not every store could hold. */
  static void check(String key, String value) {
    checkKey(key);
    if (value.length() > Store.LONGEST_VALUE) {
      throw new IllegalArgumentException(
          "the value under "
              + key
              + " has "
              + value.length()
              + " characters, at most "
              + Store.LONGEST_VALUE
              + " are possible");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the value under " + key + " contains a zero character");
    }
  }

  static void checkKey(String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY / 3 || key.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a key has 1 to " + LONGEST_KEY / 3 + " characters, none of them zero: " + key);
    }
  }

  static void checkPage(int max) {
    if (max < 1 || max > LONGEST_PAGE) {
      throw new IllegalArgumentException(
          "a page has 1 to " + LONGEST_PAGE + " entries, not " + max);
    }
  }

  /** Where a page begins: at the prefix itself, or behind the last entry of the page before. */
  static boolean beginsAtPrefix(String prefix, String after) {
    return compareKeys(after, prefix) < 0;
  }

  private static int compareKeys(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        // Halves of surrogate pairs stand for code points above all others.
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
