// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import wubot.message.Message;

/**
 * What is left of a list of rules when the stable fields are known: the rules that can still fire,
 * each with what is left of its condition, and those to be found by the other fields.
 */
final class PlannedList {

  private final Plan plan;
  private final LiveList list;
  private final RuleFinder[] fluid;
  private final Condition[] rest;
  private final LiveRule[] rules; // that have these conditions
  private final int[] places; // of these rules in the whole list
  private final PlannedList[] inside; // of these rules, as far as they were asked for

  /**
   * A part of a list.
   *
   * @param plan that it belongs to
   * @param list the whole list
   * @param fluid find the rules that are not decided by stable fields
   * @param rest what is left of the conditions of the others
   * @param places where they stand in the whole list
   */
  PlannedList(
      Plan plan, LiveList list, RuleFinder[] fluid, List<Condition> rest, List<Integer> places) {
    this.plan = plan;
    this.list = list;
    this.fluid = fluid;
    this.rest = rest.toArray(Condition[]::new);
    this.places = GuardIndex.ints(places);
    this.rules = places.stream().map(list.rules()::get).toArray(LiveRule[]::new);
    this.inside = new PlannedList[rules.length];
  }

  /** The whole list. */
  LiveList list() {
    return list;
  }

  /** The plan that it belongs to. */
  Plan plan() {
    return plan;
  }

  /** Whether the rules to look at depend on more than the stable fields. */
  boolean isFluid() {
    return fluid.length > 0;
  }

  /** The places of rules that can fire for a message as it is now, beside those that it keeps. */
  List<int[]> found(Message message) {
    List<int[]> lists = null;
    for (RuleFinder index : fluid) {
      lists = index.find(message, lists);
    }
    return lists == null ? List.of() : lists;
  }

  /**
   * The rules to look at, in order.
   *
   * @param found what {@link #found} gave
   * @param place where in the whole list to begin
   */
  Candidates candidates(List<int[]> found, int place) {
    List<int[]> lists = new ArrayList<>(found.size() + 1);
    lists.add(places);
    lists.addAll(found);
    return Candidates.of(lists, place);
  }

  /** How many rules it keeps. */
  int size() {
    return rest.length;
  }

  /** The position of the first rule that it keeps and that stands at this place or later. */
  int positionOf(int place) {
    if (place == 0) {
      return 0;
    }
    int found = Arrays.binarySearch(places, place);
    return found < 0 ? -found - 1 : found;
  }

  LiveRule rule(int position) {
    return rules[position];
  }

  int place(int position) {
    return places[position];
  }

  /** What there is to test of a rule that it keeps. */
  Condition condition(int position) {
    return rest[position];
  }

  /** What is left of the rules inside one that it keeps, or inside another rule of the list. */
  PlannedList inside(int position, LiveRule rule, Message message) {
    if (position == Candidates.NONE) {
      return plan.of(rule.children(), message);
    }
    if (inside[position] == null) {
      inside[position] = plan.of(rule.children(), message);
    }
    return inside[position];
  }
}
