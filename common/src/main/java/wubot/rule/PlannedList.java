// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import wubot.message.Message;

/**
 * What is left of a list of rules when the stable fields are known: the rules that can still fire,
 * each with what is left of its condition, and those to be found by the other fields.
 */
final class PlannedList {

  private final ListIndex index;
  private final Condition[] rest;
  private final int[] places; // of these conditions in the whole list

  /**
   * A part of a list.
   *
   * @param index finds the rules that are not decided by stable fields
   * @param rest what is left of the conditions of the others
   * @param places where they stand in the whole list
   */
  PlannedList(ListIndex index, List<Condition> rest, List<Integer> places) {
    this.index = index;
    this.rest = rest.toArray(Condition[]::new);
    this.places = GuardIndex.ints(places);
  }

  /**
   * The rules to look at for a message as it is now.
   *
   * @param place where in the whole list to begin
   */
  Candidates candidates(Message message, int place) {
    if (!index.isFluid()) {
      return Candidates.of(List.of(places), place);
    }
    List<int[]> lists = new ArrayList<>();
    lists.add(places);
    index.fluid(message, lists);
    return Candidates.of(lists, place);
  }

  /** Whether the candidates depend on more than the stable fields. */
  boolean isFluid() {
    return index.isFluid();
  }

  /** What there is to test of the rule that the candidates came to last. */
  Condition condition(LiveRule rule, Candidates candidates) {
    int position = candidates.position();
    return position == Candidates.NONE ? rule.rule().condition() : rest[position];
  }

  /** How many rules it keeps. */
  int size() {
    return rest.length;
  }
}
