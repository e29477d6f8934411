// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Arrays;
import java.util.List;

/** Positions in a list of rules that are worth looking at, each once, in ascending order. */
final class Candidates {

  /** What {@link #next} says at the end. */
  static final int NONE = -1;

  private final int[][] lists;
  private final int[] at; // in each list, how far we are
  private int every; // without lists: the next position
  private final int end;

  private Candidates(int[][] lists, int[] at, int every, int end) {
    this.lists = lists;
    this.at = at;
    this.every = every;
    this.end = end;
  }

  /** Every position from one on, up to an end that is not included. */
  static Candidates every(int from, int end) {
    return new Candidates(new int[0][], new int[0], from, end);
  }

  /**
   * The positions in some lists, from one on.
   *
   * @param lists ascending each, and no position in two of them
   */
  static Candidates of(List<int[]> lists, int from) {
    int[] at = new int[lists.size()];
    for (int i = 0; i < at.length; i++) {
      int found = from == 0 ? 0 : Arrays.binarySearch(lists.get(i), from);
      at[i] = found < 0 ? -found - 1 : found;
    }
    return new Candidates(lists.toArray(int[][]::new), at, 0, 0);
  }

  /** The next position, or {@link #NONE}. */
  int next() {
    if (every < end) {
      return every++;
    }
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
    at[from]++;
    return least;
  }
}
