// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import wubot.message.Message;

/** Finds the places of rules by the texts that their guards ask for. */
final class GuardIndex {

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

  /** Adds the places of the rules whose guard lets this message pass, in lists that ascend. */
  void find(Message message, List<int[]> lists) {
    for (int i = 0; i < fields.length; i++) {
      int[] places = byText.get(i).get(message.text(fields[i]));
      if (places != null) {
        lists.add(places);
      }
    }
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
