// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import wubot.message.Message;

/**
 * Finds among the rules of a list those that can fire, without looking at the others.
 *
 * <p>Each rule is found in one way: by the text of a field that few rules ask for, whenever a
 * message comes whose stable fields let the rule pass; by a part of the text of a field in which
 * many rules look for something; by the number of a field that many rules compare with numbers of
 * their own; or, once for all messages with the same stable fields, by what these fields decide of
 * its condition.
 */
final class ListIndex {

  /** Fewer rules guarded by the same field are faster tested one by one. */
  private static final int WORTHWHILE = 8;

  /** Each field costs every message a look. */
  private static final int MOST_FIELDS = 8;

  private final Map<Optional<Guard>, GuardIndex> fluid = new LinkedHashMap<>();
  private final List<PartIndex> parts;
  private final List<ThresholdIndex> thresholds;
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
    Map<Optional<Guard>, Map<Integer, Guard>> gated = new LinkedHashMap<>();
    Map<Integer, Optional<Guard>> decided = new TreeMap<>();
    for (int place = 0; place < guards.size(); place++) {
      List<Guard> own = guards.get(place);
      Optional<Guard> gate =
          own.stream()
              .filter(guard -> stableFields.contains(guard.field()))
              .min(Comparator.comparingInt(all::alike));
      Optional<Guard> best =
          own.stream()
              .filter(guard -> fluidFields.contains(guard.field()) && all.alike(guard) <= few)
              .min(Comparator.comparingInt(all::alike));
      if (best.isEmpty() || gate.filter(g -> all.alike(g) <= all.alike(best.get())).isPresent()) {
        decided.put(place, gate);
      } else {
        gated.computeIfAbsent(gate, g -> new TreeMap<>()).put(place, best.get());
      }
    }
    // Few rules behind a stable guard are not worth a look into an index for each message.
    gated.forEach(
        (gate, found) -> {
          if (gate.isPresent() && found.size() < WORTHWHILE) {
            found.keySet().forEach(place -> decided.put(place, gate));
          } else {
            found.forEach(
                (place, guard) ->
                    fluid.computeIfAbsent(gate, g -> new GuardIndex()).add(guard, place));
          }
        });
    this.parts = PartIndex.over(needed(conditions, decided, stableFields, NeededParts::of));
    parts.forEach(index -> index.places().forEach(decided::remove));
    this.thresholds =
        ThresholdIndex.over(needed(conditions, decided, stableFields, Threshold::neededBy));
    thresholds.forEach(index -> index.places().forEach(decided::remove));
    List<Integer> rest = new ArrayList<>();
    decided.forEach(
        (place, guard) -> {
          if (guard.isPresent()) {
            stable.add(guard.get(), place);
          } else {
            rest.add(place);
          }
        });
    this.unguarded = GuardIndex.ints(rest);
    fluid.values().forEach(GuardIndex::ready);
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

  /** What the rules need that neither a text finds nor the stable fields have a say in. */
  private static <T> Map<Integer, T> needed(
      List<Condition> conditions,
      Map<Integer, Optional<Guard>> decided,
      Set<String> stableFields,
      Function<Condition, Optional<T>> of) {
    Map<Integer, T> needed = new TreeMap<>();
    decided.forEach(
        (place, guard) -> {
          Condition condition = conditions.get(place);
          if (guard.isEmpty() && Collections.disjoint(condition.fields(), stableFields)) {
            of.apply(condition).ifPresent(one -> needed.put(place, one));
          }
        });
    return needed;
  }

  /**
   * What finds, for each message, the rules that can fire: those indexes that may find anything for
   * messages with the stable fields of this one.
   */
  RuleFinder[] fluid(Message message) {
    Stream<GuardIndex> admitted =
        fluid.entrySet().stream()
            .filter(entry -> entry.getKey().isEmpty() || entry.getKey().get().admits(message))
            .map(Map.Entry::getValue);
    return Stream.of(admitted, parts.stream(), thresholds.stream())
        .flatMap(finders -> finders)
        .toArray(RuleFinder[]::new);
  }

  /** The places of the other rules that can fire for a message with these stable fields. */
  Candidates decidable(Message message) {
    List<int[]> lists = new ArrayList<>();
    lists.add(unguarded);
    stable.find(message, lists);
    return Candidates.of(lists, 0);
  }
}
