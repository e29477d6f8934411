// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Optional;

/**
 * A regular expression that is a plain text, perhaps anchored: found without a regex engine.
 *
 * @param text the text, escapes removed
 * @param atStart whether it must stand at the start
 * @param atEnd whether it must stand at the end, or before the line break that ends the text
 */
record PlainPattern(String text, boolean atStart, boolean atEnd) {

  /** Empty when the expression is more than that. */
  static Optional<PlainPattern> of(String source, boolean ignoreCase) {
    if (ignoreCase) {
      return Optional.empty();
    }
    StringBuilder plain = new StringBuilder();
    boolean start = source.startsWith("^");
    boolean end = false;
    for (int i = start ? 1 : 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '$' && i == source.length() - 1) {
        end = true;
      } else if (c == '\\' && i + 1 < source.length() && isPunctuation(source.charAt(i + 1))) {
        plain.append(source.charAt(++i));
      } else if ("\\[](){}.*+?^$|".indexOf(c) >= 0) {
        return Optional.empty();
      } else {
        plain.append(c);
      }
    }
    return Optional.of(new PlainPattern(plain.toString(), start, end));
  }

  private static boolean isPunctuation(char c) {
    return c < 128 && !Character.isLetterOrDigit(c);
  }

  boolean find(String where) {
    if (!atEnd) {
      return atStart ? where.startsWith(text) : where.contains(text);
    }
    return endsAt(where, where.length())
        || (where.endsWith("\n") && endsAt(where, where.length() - 1));
  }

  private boolean endsAt(String where, int end) {
    int from = end - text.length();
    return from >= 0 && (!atStart || from == 0) && where.startsWith(text, from);
  }
}
