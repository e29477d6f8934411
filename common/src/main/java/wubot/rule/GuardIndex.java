// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import wubot.message.Message;

/**
 * Finds among many conditions those that can hold for a message, by the texts of the fields that
 * guard them, without looking at the others.
 */
final class GuardIndex {

  /** Fewer conditions with the same guarding field are faster tested one by one. */
  private static final int WORTHWHILE = 8;

  /** Each field costs every message a look. */
  private static final int MOST_FIELDS = 8;

  private final List<String> fields = new ArrayList<>();
  private final List<Map<String, int[]>> byText = new ArrayList<>();
  private final int[] unguarded;

  private GuardIndex(Map<String, Map<String, List<Integer>>> guarded, List<Integer> unguarded) {
    guarded.forEach(
        (field, texts) -> {
          Map<String, int[]> positions = new HashMap<>();
          texts.forEach((text, list) -> positions.put(text, ints(list)));
          fields.add(field);
          byText.add(positions);
        });
    this.unguarded = ints(unguarded);
  }

  /**
   * An index over conditions; empty when it would not be worth it.
   *
   * @param usable which fields may be used
   */
  static Optional<GuardIndex> over(List<Condition> conditions, Predicate<String> usable) {
    if (conditions.size() < WORTHWHILE) {
      return Optional.empty();
    }
    List<List<Guard>> guards = new ArrayList<>(conditions.size());
    for (Condition condition : conditions) {
      guards.add(Guard.of(condition).stream().filter(g -> usable.test(g.field())).toList());
    }
    Map<String, Integer> uses = mostUsed(guards);
    Map<String, Map<String, List<Integer>>> guarded = new HashMap<>();
    List<Integer> unguarded = new ArrayList<>();
    for (int i = 0; i < guards.size(); i++) {
      Guard best = null;
      for (Guard guard : guards.get(i)) {
        int use = uses.getOrDefault(guard.field(), 0);
        if (use > 0 && (best == null || use > uses.get(best.field()))) {
          best = guard;
        }
      }
      if (best == null) {
        unguarded.add(i);
        continue;
      }
      Map<String, List<Integer>> texts =
          guarded.computeIfAbsent(best.field(), f -> new HashMap<>());
      for (String text : new LinkedHashSet<>(best.texts())) {
        texts.computeIfAbsent(text, t -> new ArrayList<>()).add(i);
      }
    }
    return guarded.isEmpty() ? Optional.empty() : Optional.of(new GuardIndex(guarded, unguarded));
  }

  /** The fields worth an index, and how many conditions each of them guards. */
  private static Map<String, Integer> mostUsed(List<List<Guard>> guards) {
    Map<String, Integer> uses = new HashMap<>();
    for (List<Guard> own : guards) {
      own.stream().map(Guard::field).distinct().forEach(name -> uses.merge(name, 1, Integer::sum));
    }
    return uses.entrySet().stream()
        .filter(use -> use.getValue() >= WORTHWHILE)
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_FIELDS)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The positions of the conditions that can hold.
   *
   * @param from the first position asked for
   */
  Candidates candidates(Message message, int from) {
    List<int[]> lists = new ArrayList<>(fields.size() + 1);
    if (unguarded.length > 0) {
      lists.add(unguarded);
    }
    for (int i = 0; i < fields.size(); i++) {
      int[] positions = byText.get(i).get(message.text(fields.get(i)));
      if (positions != null) {
        lists.add(positions);
      }
    }
    return Candidates.of(lists, from);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
