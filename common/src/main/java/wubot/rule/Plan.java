// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wubot.message.Message;

/**
 * What is known of all rules for messages whose stable fields have certain values. Lists are worked
 * out when the first such message comes to them.
 */
final class Plan {

  private final Object[] values;
  private final int hash;
  private final Planner planner;
  private final Map<LiveList, PlannedList> lists = new HashMap<>();
  private LiveList top; // the list that was asked for first, which is that of the tree
  private PlannedList topPlanned;

  /**
   * A plan.
   *
   * @param values of the stable fields; empty when none is known
   * @param hash of the values
   */
  Plan(Object[] values, int hash, Planner planner) {
    this.values = values;
    this.hash = hash;
    this.planner = planner;
  }

  /** The values it is for, not to be changed; empty when none is known. */
  Object[] values() {
    return values;
  }

  int hash() {
    return hash;
  }

  /** What is left of a list. */
  PlannedList of(LiveList list, Message message) {
    if (list.equals(top)) {
      return topPlanned;
    }
    PlannedList planned = lists.get(list);
    if (planned == null) {
      planned = work(list, message);
      lists.put(list, planned);
      if (values.length > 0) {
        planner.keeps(1 + planned.size());
      }
      if (top == null) {
        top = list;
        topPlanned = planned;
      }
    }
    return planned;
  }

  /** Decides what the stable fields of the message, which have these values, decide. */
  private PlannedList work(LiveList list, Message message) {
    List<Condition> rest = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    Set<String> known = values.length == 0 ? Set.of() : planner.stableFields();
    ListIndex index = planner.index(list, known);
    Candidates candidates = index.decidable(message);
    for (int place = candidates.next(); place != Candidates.NONE; place = candidates.next()) {
      Condition left = left(list.rules().get(place).rule().condition(), known, message);
      if (left != Condition.Constant.NEVER) {
        rest.add(left);
        places.add(place);
      }
    }
    return new PlannedList(this, list, index.fluid(message), rest, places);
  }

  private static Condition left(Condition condition, Set<String> known, Message message) {
    try {
      return condition.given(known::contains, message);
    } catch (RuntimeException | StackOverflowError e) {
      return condition; // to be tried, and reported, for each message
    }
  }
}
