// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Finds the places of rules by the texts that their guards ask for. */
final class GuardIndex implements RuleFinder {

  private final Map<String, Map<String, List<Integer>>> building = new HashMap<>();
  private String[] fields = {};
  private List<Map<String, int[]>> byText = List.of();

  /** Adds a rule; in ascending order of places. */
  void add(Guard guard, int place) {
    Map<String, List<Integer>> texts =
        building.computeIfAbsent(guard.field(), field -> new HashMap<>());
    for (String text : new LinkedHashSet<>(guard.texts())) {
      texts.computeIfAbsent(text, t -> new ArrayList<>()).add(place);
    }
  }

  /** How many rules ask for the text of this guard that most of them ask for. */
  int alike(Guard guard) {
    Map<String, List<Integer>> texts = building.getOrDefault(guard.field(), Map.of());
    return guard.texts().stream()
        .mapToInt(text -> texts.getOrDefault(text, List.of()).size())
        .max()
        .orElse(0);
  }

  /** Makes it ready to be asked; nothing is added any more. */
  GuardIndex ready() {
    fields = building.keySet().toArray(String[]::new);
    byText = new ArrayList<>();
    for (String field : fields) {
      Map<String, int[]> places = new HashMap<>();
      building.get(field).forEach((text, list) -> places.put(text, ints(list)));
      byText.add(places);
    }
    building.clear();
    return this;
  }

  boolean isEmpty() {
    return fields.length == 0;
  }

  @Override
  public List<int[]> find(Message message, List<int[]> lists) {
    List<int[]> found = lists;
    for (int i = 0; i < fields.length; i++) {
      Object value = message.valueOr(fields[i], "");
      int[] places =
          value instanceof List<?> list
              ? any(byText.get(i), list)
              : byText.get(i).get(FieldValue.text(value));
      if (places != null && places.length > 0) {
        found = found == null ? new ArrayList<>(4) : found;
        found.add(places);
      }
    }
    return found;
  }

  /** The places for one of the items of a list. */
  private static int[] any(Map<String, int[]> texts, List<?> items) {
    return items.stream()
        .map(item -> texts.get(FieldValue.text(item)))
        .filter(Objects::nonNull)
        .flatMapToInt(Arrays::stream)
        .sorted()
        .distinct()
        .toArray();
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
