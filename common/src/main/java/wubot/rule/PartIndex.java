// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * Finds the places of rules that look for something in the text of one field, by going through the
 * text once: where three characters stand that a rule needs, the rest of what it needs is looked
 * for, and the rule is found when that is there.
 */
final class PartIndex implements RuleFinder {

  /** Fewer rules that look into the same field are faster tested one by one. */
  private static final int WORTHWHILE = 16;

  private static final int WINDOW = 3;
  private static final int BITS = 7; // of a character
  private static final int MASK = (1 << (WINDOW * BITS)) - 1;

  /** Spreads windows over the table (Knuth, The Art of Computer Programming, 6.4). */
  private static final int SPREAD = 0x9E3779B1;

  private final String field;
  private final int[] all; // places in ascending order
  private final int[] windows; // by hash; 0 for none, which no text of letters has
  private final Part[][] parts; // with these windows
  private final int shift;

  /**
   * A text that rules need.
   *
   * @param text folded
   * @param offset where in it the window stands
   * @param places of the rules
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(String text, int offset, int[] places) {}

  private PartIndex(String field, Map<String, List<Integer>> rules) {
    this.field = field;
    this.all =
        rules.values().stream()
            .flatMap(List::stream)
            .mapToInt(p -> p)
            .sorted()
            .distinct()
            .toArray();
    Map<Integer, Integer> uses = new HashMap<>();
    for (String text : rules.keySet()) {
      windows(text).forEach(window -> uses.merge(window, 1, Integer::sum));
    }
    Map<Integer, List<Part>> byWindow = new HashMap<>();
    rules.forEach(
        (text, places) -> {
          // What few others have finds few others.
          int rarest = 0;
          for (int i = 1; i <= text.length() - WINDOW; i++) {
            rarest = uses.get(window(text, i)) < uses.get(window(text, rarest)) ? i : rarest;
          }
          byWindow
              .computeIfAbsent(window(text, rarest), window -> new ArrayList<>())
              .add(new Part(text, rarest, GuardIndex.ints(places)));
        });
    int bits = 32 - Integer.numberOfLeadingZeros(4 * byWindow.size() - 1);
    this.shift = 32 - bits;
    this.windows = new int[1 << bits];
    this.parts = new Part[1 << bits][];
    byWindow.forEach(
        (window, list) -> {
          int slot = (window * SPREAD) >>> shift;
          while (windows[slot] != 0) {
            slot = (slot + 1) & (windows.length - 1);
          }
          windows[slot] = window;
          parts[slot] = list.toArray(Part[]::new);
        });
  }

  private static IntStream windows(String text) {
    return IntStream.rangeClosed(0, text.length() - WINDOW).map(i -> window(text, i)).distinct();
  }

  private static int window(String text, int at) {
    int window = 0;
    for (int i = 0; i < WINDOW; i++) {
      window = (window << BITS) | text.charAt(at + i);
    }
    return window;
  }

  /**
   * Indexes over those of some rules for which it is worth it.
   *
   * @param needed what each rule needs, by its place, in ascending order
   */
  static List<PartIndex> over(Map<Integer, NeededParts> needed) {
    Map<String, Map<Integer, NeededParts>> fields = new HashMap<>();
    needed.forEach(
        (place, own) ->
            fields.computeIfAbsent(own.field(), field -> new TreeMap<>()).put(place, own));
    List<PartIndex> indexes = new ArrayList<>();
    fields.forEach(
        (field, rules) -> {
          Map<String, List<Integer>> places = places(rules);
          int few = Math.max(WORTHWHILE, rules.size() / 16);
          // What many rules need alike finds too many of them.
          rules.values().removeIf(own -> own.isAny(part -> places.get(part).size() > few));
          if (rules.size() >= WORTHWHILE) {
            indexes.add(new PartIndex(field, places(rules)));
          }
        });
    return indexes;
  }

  /** The places of the rules that need each part. */
  private static Map<String, List<Integer>> places(Map<Integer, NeededParts> rules) {
    Map<String, List<Integer>> places = new HashMap<>();
    rules.forEach(
        (place, own) ->
            own.parts()
                .forEach(part -> places.computeIfAbsent(part, p -> new ArrayList<>()).add(place)));
    return places;
  }

  /** The places of the rules that it may find. */
  IntStream places() {
    return Arrays.stream(all);
  }

  @Override
  public List<int[]> find(Message message, List<int[]> lists) {
    Object value = message.valueOr(field, FieldValue.NONE);
    Set<Integer> found = null;
    if (value instanceof List<?> list) {
      for (Object item : list) {
        found = find(FieldValue.text(item), found);
      }
    } else {
      found = find(FieldValue.text(value), null);
    }
    if (found == null) {
      return lists;
    }
    List<int[]> more = lists == null ? new ArrayList<>(4) : lists;
    more.add(found.stream().mapToInt(Integer::intValue).toArray());
    return more;
  }

  /** Adds the places of what is found in a text; null for none, as nearly always. */
  private Set<Integer> find(String text, Set<Integer> found) {
    Set<Integer> places = found;
    int window = 0;
    for (int i = 0, length = text.length(); i < length; i++) {
      window = ((window << BITS) | FoldedText.fold(text.charAt(i))) & MASK;
      int slot = (window * SPREAD) >>> shift;
      while (windows[slot] != 0) {
        if (windows[slot] == window) {
          places = find(text, i - WINDOW + 1, parts[slot], places);
          break;
        }
        slot = (slot + 1) & (windows.length - 1);
      }
    }
    return places;
  }

  private static Set<Integer> find(String text, int at, Part[] parts, Set<Integer> found) {
    Set<Integer> places = found;
    for (Part part : parts) {
      if (FoldedText.isAt(text, at - part.offset(), part.text())) {
        places = places == null ? new TreeSet<>() : places;
        for (int place : part.places()) {
          places.add(place);
        }
      }
    }
    return places;
  }
}
