// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Texts of which one at least stands in the text of a field wherever a condition holds, whatever
 * else the condition asks.
 *
 * @param field the field
 * @param parts the texts, {@linkplain FoldedText folded}, of {@link #SHORTEST} characters at least
 */
record NeededParts(String field, Set<String> parts) {

  /** What is shorter is found in too many texts. */
  static final int SHORTEST = 3;

  /** Who needs one of more than these is better tested. */
  static final int MOST = 16;

  /** Empty when the condition can hold without any such text. */
  static Optional<NeededParts> of(Condition condition) {
    if (condition instanceof Atoms.Matches matches) {
      return matches.regex().neededParts().map(parts -> new NeededParts(matches.field(), parts));
    }
    if (condition instanceof Atoms.HasPart has) {
      return longest(has.part()).map(part -> new NeededParts(has.field(), Set.of(part)));
    }
    if (condition instanceof Atoms.Equals equals) {
      return longest(equals.value()).map(part -> new NeededParts(equals.field(), Set.of(part)));
    }
    if (condition instanceof Condition.AllOf all) {
      return all.parts().stream()
          .flatMap(part -> of(part).stream())
          .reduce((a, b) -> worth(a.parts()) >= worth(b.parts()) ? a : b);
    }
    return condition instanceof Condition.AnyOf any ? ofAny(any.parts()) : Optional.empty();
  }

  private static Optional<NeededParts> ofAny(List<Condition> choices) {
    Set<String> parts = new LinkedHashSet<>();
    Set<String> fields = new LinkedHashSet<>();
    for (Condition choice : choices) {
      Optional<NeededParts> needed = of(choice);
      if (needed.isEmpty()) {
        return Optional.empty();
      }
      fields.add(needed.get().field());
      parts.addAll(needed.get().parts());
    }
    return fields.size() == 1 && parts.size() <= MOST
        ? Optional.of(new NeededParts(fields.iterator().next(), parts))
        : Optional.empty();
  }

  /** Whether one of them is so. */
  boolean isAny(Predicate<String> so) {
    return parts.stream().anyMatch(so);
  }

  /** How well it tells texts apart: long texts do better, and one better than several. */
  static int worth(Set<String> parts) {
    int shortest = parts.stream().mapToInt(String::length).min().orElse(0);
    return 2 * shortest - parts.size();
  }

  /** The longest run of ASCII in a plain text, folded; empty when it is too short. */
  static Optional<String> longest(String text) {
    String longest = "";
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = FoldedText.needed(text.charAt(i));
      if (c == FoldedText.OTHER) {
        run.setLength(0);
      } else {
        run.append(c);
        longest = run.length() > longest.length() ? run.toString() : longest;
      }
    }
    return Optional.of(longest).filter(part -> part.length() >= SHORTEST);
  }
}
