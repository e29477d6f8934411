// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Guesses what was meant by a word that nobody knows. */
final class Suggestions {

  private static final List<String> OPERATORS =
      List.of(
          "equals",
          "matches",
          "imatches",
          "contains",
          "icontains",
          "starts with",
          "ends with",
          "exists",
          "is true",
          "is false",
          "in",
          "between");

  /** What other languages call our operators. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("eq", "equals"),
          Map.entry("equal", "equals"),
          Map.entry("ne", "!="),
          Map.entry("<>", "!="),
          Map.entry("===", "="),
          Map.entry("!==", "!="),
          Map.entry("=>", ">="),
          Map.entry("=<", "<="),
          Map.entry("lt", "<"),
          Map.entry("le", "<="),
          Map.entry("gt", ">"),
          Map.entry("ge", ">="),
          Map.entry("~", "matches"),
          Map.entry("=~", "matches"),
          Map.entry("~=", "matches"),
          Map.entry("!~", "not matches"),
          Map.entry("like", "matches"),
          Map.entry("has", "contains"),
          Map.entry("includes", "contains"),
          Map.entry("startswith", "starts with"),
          Map.entry("endswith", "ends with"),
          Map.entry("begins", "starts with"),
          Map.entry("defined", "exists"),
          Map.entry("&&", "AND"),
          Map.entry("||", "OR"));

  private Suggestions() {}

  static ConditionSyntaxException forOperator(ConditionText text, int at, String field) {
    text.back(at);
    String words = text.nextWords();
    String first = words.split(" ", 2)[0];
    if (first.isEmpty() || first.startsWith(")") || first.equals("and") || first.equals("or")) {
      return text.problem(
          "after the field '" + field + "' an operator is missing",
          "to ask whether it is there write '"
              + field
              + " exists', whether it has a value '"
              + field
              + " is true'");
    }
    String meant = ELSEWHERE.get(first);
    Optional<String> near =
        meant != null
            ? Optional.of(meant)
            : nearest(words, OPERATORS).or(() -> nearest(first, OPERATORS));
    return text.problem(
        "expected an operator after '" + field + "', found " + text.found(),
        near.map(n -> "did you mean '" + n + "'?")
            .orElse("operators are = != < <= > >= and " + String.join(", ", OPERATORS)));
  }

  /** The nearest of several words, if it is near enough to be a slip. */
  static Optional<String> nearest(String word, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(1, Math.min(3, word.length() / 3)) + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 3 || a.length() > 60) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1))
                ? 0
                : 1;
        int next = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + same);
        diagonal = row[j];
        row[j] = next;
      }
    }
    return row[b.length()];
  }
}
