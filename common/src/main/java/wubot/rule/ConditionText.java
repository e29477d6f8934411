// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Locale;

/** The text of a condition and how far it is read: blanks, words, quoted texts, values. */
final class ConditionText {

  private final String text;
  private int at;

  ConditionText(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  void back(int to) {
    at = to;
  }

  String between(int from, int to) {
    return text.substring(from, to).strip();
  }

  boolean atEnd() {
    return at >= text.length();
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  /** Reads this symbol if it comes next. */
  boolean take(String symbol) {
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    return false;
  }

  /** Reads this word, in any case, if it comes next and ends there. */
  boolean takeWord(String word) {
    if (!startsWithWord(word, at)) {
      return false;
    }
    at += word.length();
    return true;
  }

  /** Reads letters, digits, underscores and dots; empty when there is none. */
  String takeName() {
    int start = at;
    while (at < text.length() && Words.isNamePart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(start, at);
  }

  /** What stands here, for an error: up to the next blank, or "the end". */
  String found() {
    if (atEnd()) {
      return "the end";
    }
    int end = at + 1;
    while (end < text.length() && end - at < 40 && !isBlank(text.charAt(end))) {
      end++;
    }
    return "'" + text.substring(at, end) + "'";
  }

  /** The words here, in lower case, to guess what was meant; at most two. */
  String nextWords() {
    String[] words = text.substring(at, Math.min(text.length(), at + 60)).split("\\s+", 3);
    String two = words.length > 1 ? words[0] + " " + words[1] : words[0];
    return two.toLowerCase(Locale.ROOT);
  }

  ConditionSyntaxException problem(String problem, String hint) {
    return problem(at, problem, hint);
  }

  ConditionSyntaxException problem(int where, String problem, String hint) {
    return new ConditionSyntaxException(text, where, problem, hint);
  }

  /** Whether a text in quotes begins here. */
  boolean atQuote() {
    return peek() == '"' || peek() == '\'';
  }

  /**
   * Reads a text in quotes: {@code \"} is a quote between double ones, {@code ''} between single.
   */
  String takeQuoted() {
    final int start = at;
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (quote == '"' && c == '\\' && peek() == '"') {
        value.append('"');
        at++;
      } else if (c != quote) {
        value.append(c);
      } else if (quote == '\'' && peek() == '\'') {
        value.append('\'');
        at++;
      } else {
        return value.toString();
      }
    }
    throw problem(start, "the quote opened here is not closed", "");
  }

  /**
   * Reads a value without quotes: up to AND or OR between blanks, or the parenthesis that closes
   * the group the condition stands in.
   *
   * @param pattern whether it is a regular expression, with escapes and classes
   * @param inGroup whether the condition stands in parentheses
   */
  String takeValue(boolean pattern, boolean inGroup) {
    int start = at;
    int end = valueEnd(pattern, inGroup, true);
    if (end < 0) {
      end = valueEnd(pattern, inGroup, false);
    }
    at = end;
    return between(start, end);
  }

  /** The end of the value that begins here; -1 when parentheses or brackets in it stay open. */
  private int valueEnd(boolean pattern, boolean inGroup, boolean balanced) {
    int depth = 0;
    int i = at;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (pattern && c == '\\') {
        i += 2;
        continue;
      }
      if (pattern && balanced && c == '[') {
        int close = classEnd(i);
        if (close < 0) {
          return -1;
        }
        i = close;
      } else if (c == '(' && balanced) {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == ')' && inGroup) {
        return i;
      } else if (depth == 0 && isBlank(c) && startsConnector(i)) {
        return i;
      }
      i++;
    }
    return depth == 0 ? Math.min(i, text.length()) : -1;
  }

  private int classEnd(int open) {
    int i = open + 1;
    if (i < text.length() && text.charAt(i) == '^') {
      i++;
    }
    int first = i;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
        i = text.indexOf(":]", i) + 1;
      } else if (c == ']' && i > first) {
        return i;
      }
      i++;
    }
    return -1;
  }

  /** Whether blanks and then AND or OR begin here. */
  private boolean startsConnector(int from) {
    int i = from;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    return startsWithWord("and", i) || startsWithWord("or", i);
  }

  private boolean startsWithWord(String word, int from) {
    int end = from + word.length();
    return text.regionMatches(true, from, word, 0, word.length())
        && (end >= text.length()
            || isBlank(text.charAt(end))
            || "()[\"'".indexOf(text.charAt(end)) >= 0);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\u00a0';
  }
}
