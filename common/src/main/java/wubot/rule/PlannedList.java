// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import wubot.message.Message;

/**
 * What is left of a list of rules when the stable fields are known: the rules that can still fire,
 * each with what is left of its condition.
 */
final class PlannedList {

  private final LiveRule[] rules;
  private final Condition[] rest;
  private final int[] places; // in the whole list
  private final GuardIndex index; // null: none

  /**
   * A part of a list.
   *
   * @param rules the rules that can fire
   * @param rest what is left of their conditions
   * @param places where they stand in the whole list
   */
  PlannedList(List<LiveRule> rules, List<Condition> rest, List<Integer> places) {
    this.rules = rules.toArray(LiveRule[]::new);
    this.rest = rest.toArray(Condition[]::new);
    this.places = places.stream().mapToInt(Integer::intValue).toArray();
    this.index = GuardIndex.over(rest, field -> true).orElse(null);
  }

  /** The whole list, when nothing is known. */
  static PlannedList whole(LiveList list) {
    List<LiveRule> rules = list.rules();
    return new PlannedList(
        rules,
        rules.stream().map(rule -> rule.rule().condition()).toList(),
        IntStream.range(0, rules.size()).boxed().toList());
  }

  /**
   * Which rules to look at for a message as it is now.
   *
   * @param place where in the whole list to begin
   */
  Candidates candidates(Message message, int place) {
    int found = place == 0 ? 0 : Arrays.binarySearch(places, place);
    int from = found < 0 ? -found - 1 : found;
    return index == null ? Candidates.every(from, rules.length) : index.candidates(message, from);
  }

  /** Whether the candidates depend on the message. */
  boolean isIndexed() {
    return index != null;
  }

  /** How many rules are left. */
  int size() {
    return rules.length;
  }

  LiveRule rule(int at) {
    return rules[at];
  }

  Condition rest(int at) {
    return rest[at];
  }

  int place(int at) {
    return places[at];
  }
}
