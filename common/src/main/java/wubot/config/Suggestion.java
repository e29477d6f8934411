// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant who wrote a word that is not known. */
public final class Suggestion {

  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_LIST = 400;

  private Suggestion() {}

  /** The known word that is nearest, if one is near enough to have been meant. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String plain = plain(word);
    int limit = Math.max(1, Math.min(3, plain.length() / 3));
    return known.stream()
        .filter(candidate -> distance(plain, plain(candidate)) <= limit)
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
  }

  /** A hint: {@code did you mean 'delay'?}, or else the list of what is allowed. */
  public static String hint(String word, Collection<String> known) {
    return nearest(word, known)
        .map(found -> "did you mean '" + found + "'?")
        .orElseGet(() -> known.isEmpty() ? "" : cut("allowed: " + String.join(", ", known)));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_LIST ? text : text.substring(0, LONGEST_LIST) + " …";
  }

  private static String plain(String word) {
    String lower = word.toLowerCase(Locale.ROOT).replace('-', '_').replace(" ", "");
    return lower.length() <= LONGEST_WORD ? lower : lower.substring(0, LONGEST_WORD);
  }

  /** How many letters have to be changed, added, left out or swapped with their neighbour. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
