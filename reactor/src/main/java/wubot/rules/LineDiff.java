// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;

/** What two lists of lines have in common, and what only one of them has. */
final class LineDiff {

  private LineDiff() {}

  /** Every line once, {@code -} before what only the expected ones have, {@code +} likewise. */
  static List<String> of(List<String> expected, List<String> actual) {
    int[][] common = new int[expected.size() + 1][actual.size() + 1];
    for (int i = expected.size() - 1; i >= 0; i--) {
      for (int j = actual.size() - 1; j >= 0; j--) {
        common[i][j] =
            expected.get(i).equals(actual.get(j))
                ? 1 + common[i + 1][j + 1]
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<String> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < expected.size() || j < actual.size()) {
      boolean both = i < expected.size() && j < actual.size();
      if (both && expected.get(i).equals(actual.get(j))) {
        lines.add("  " + expected.get(i));
        i++;
        j++;
      } else if (j == actual.size() || (both && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + expected.get(i));
        i++;
      } else {
        lines.add("+ " + actual.get(j));
        j++;
      }
    }
    return lines;
  }
}
