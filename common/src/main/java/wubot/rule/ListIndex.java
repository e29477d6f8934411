// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import wubot.message.Message;

/**
 * Finds among the rules of a list those that can fire, without looking at the others.
 *
 * <p>Each rule is found in one way: by the text of a field that few rules ask for, whenever a
 * message comes; or, once for all messages with the same stable fields, by what these fields decide
 * of its condition.
 */
final class ListIndex {

  /** Fewer rules guarded by the same field are faster tested one by one. */
  private static final int WORTHWHILE = 8;

  /** Each field costs every message a look. */
  private static final int MOST_FIELDS = 8;

  private final GuardIndex fluid = new GuardIndex();
  private final GuardIndex stable = new GuardIndex();
  private final int[] unguarded;

  /**
   * An index over the rules that have these conditions.
   *
   * @param stableFields which fields are known when {@link #decidable} is asked
   */
  ListIndex(List<Condition> conditions, Set<String> stableFields) {
    List<List<Guard>> guards = conditions.stream().map(Guard::of).toList();
    GuardIndex all = new GuardIndex();
    for (int place = 0; place < guards.size(); place++) {
      for (Guard guard : guards.get(place)) {
        all.add(guard, place);
      }
    }
    // What many rules ask for alike finds too many of them.
    int few = Math.max(2 * WORTHWHILE, conditions.size() / 16);
    Set<String> fluidFields = fluidFields(guards, all, few, stableFields);
    List<Integer> rest = new ArrayList<>();
    for (int place = 0; place < guards.size(); place++) {
      Optional<Guard> best =
          guards.get(place).stream()
              .filter(
                  guard ->
                      stableFields.contains(guard.field())
                          || (fluidFields.contains(guard.field()) && all.alike(guard) <= few))
              .min(
                  Comparator.<Guard>comparingInt(all::alike)
                      .thenComparing(guard -> !stableFields.contains(guard.field())));
      if (best.isEmpty()) {
        rest.add(place);
      } else {
        (stableFields.contains(best.get().field()) ? stable : fluid).add(best.get(), place);
      }
    }
    this.unguarded = GuardIndex.ints(rest);
    fluid.ready();
    stable.ready();
  }

  /** The fields, other than the stable ones, by which it is worth finding rules. */
  private static Set<String> fluidFields(
      List<List<Guard>> guards, GuardIndex all, int few, Set<String> stableFields) {
    Map<String, Integer> uses = new HashMap<>();
    for (List<Guard> own : guards) {
      own.stream()
          .filter(guard -> !stableFields.contains(guard.field()) && all.alike(guard) <= few)
          .map(Guard::field)
          .distinct()
          .forEach(field -> uses.merge(field, 1, Integer::sum));
    }
    return uses.keySet().stream()
        .filter(field -> uses.get(field) >= WORTHWHILE)
        .sorted(Comparator.<String>comparingInt(f -> -uses.get(f)).thenComparing(f -> f))
        .limit(MOST_FIELDS)
        .collect(Collectors.toSet());
  }

  /** Whether {@link #fluid} may find anything. */
  boolean isFluid() {
    return !fluid.isEmpty();
  }

  /** Adds the places of rules that can fire for a message as it is now, in lists that ascend. */
  void fluid(Message message, List<int[]> lists) {
    fluid.find(message, lists);
  }

  /** The places of the other rules that can fire for a message with these stable fields. */
  Candidates decidable(Message message) {
    List<int[]> lists = new ArrayList<>();
    lists.add(unguarded);
    stable.find(message, lists);
    return Candidates.of(lists, 0);
  }
}
