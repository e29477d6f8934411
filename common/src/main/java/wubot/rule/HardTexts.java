// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Texts that are hard for regular expressions in which repetitions can share out a text. */
final class HardTexts {

  private static final int LENGTH = 4000;
  private static final int MOST_LETTERS = 12;

  private HardTexts() {}

  /** Long repetitions of what the expression is about, with an end that it does not expect. */
  static List<String> of(String expression) {
    Set<Integer> letters = new LinkedHashSet<>(List.of((int) 'a', (int) '0', (int) ' '));
    expression
        .codePoints()
        .filter(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '/' || c == '.')
        .limit(MOST_LETTERS)
        .forEach(letters::add);
    return letters.stream().map(c -> Character.toString(c).repeat(LENGTH) + "\u0001!").toList();
  }
}
