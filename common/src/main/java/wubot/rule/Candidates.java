// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Arrays;
import java.util.List;

/** Places in a list of rules that are worth looking at, each once, in ascending order. */
final class Candidates {

  /** What there is no place or position for. */
  static final int NONE = -1;

  private final int[][] lists;
  private final int[] at; // in each list, how far we are
  private int position = NONE;

  private Candidates(int[][] lists, int[] at) {
    this.lists = lists;
    this.at = at;
  }

  /**
   * The places in some lists, from one on.
   *
   * @param lists ascending each, and no place in two of them
   */
  static Candidates of(List<int[]> lists, int from) {
    int[] at = new int[lists.size()];
    for (int i = 0; i < at.length; i++) {
      int found = from == 0 ? 0 : Arrays.binarySearch(lists.get(i), from);
      at[i] = found < 0 ? -found - 1 : found;
    }
    return new Candidates(lists.toArray(int[][]::new), at);
  }

  /** The next place, or {@link #NONE} at the end. */
  int next() {
    int least = Integer.MAX_VALUE;
    int from = NONE;
    for (int i = 0; i < lists.length; i++) {
      if (at[i] < lists[i].length && lists[i][at[i]] < least) {
        least = lists[i][at[i]];
        from = i;
      }
    }
    if (from == NONE) {
      return NONE;
    }
    position = from == 0 ? at[0] : NONE;
    at[from]++;
    return least;
  }

  /** Where the last place stood in the first list; {@link #NONE} when it is from another one. */
  int position() {
    return position;
  }
}
