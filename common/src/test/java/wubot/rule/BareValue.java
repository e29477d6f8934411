// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a value without quotes ends, by the words of docs/conditions.md. */
final class BareValue {

  private static final Pattern CONNECTOR =
      Pattern.compile(
          "(?i)[ \\t\\n\\r\\f\\u00a0]+(?:and|or)(?=\\z|[ \\t\\n\\r\\f\\u00a0()\\[\"'])");
  private static final String ESCAPE = "\\\\[\\s\\S]|\\[:(?:(?!:\\])[\\s\\S])*:\\]";
  private static final Pattern CLASS =
      Pattern.compile("\\[\\^?(?:" + ESCAPE + "|[^\\\\])(?:" + ESCAPE + "|[^\\]\\\\])*+\\]");

  private BareValue() {}

  static int end(String text, int from, boolean inGroup, boolean pattern) {
    int paired = end(text, from, inGroup, pattern, true);
    return paired < 0 ? end(text, from, inGroup, pattern, false) : paired;
  }

  private static int end(String text, int from, boolean group, boolean pattern, boolean pairs) {
    int open = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (pattern && c == '\\') {
        i++;
      } else if (pattern && pairs && c == '[') {
        Matcher matcher = CLASS.matcher(text).region(i, text.length());
        if (!matcher.lookingAt()) {
          return -1;
        }
        i = matcher.end() - 1;
      } else if (pairs && c == '(') {
        open++;
      } else if (c == ')' && open > 0) {
        open--;
      } else if (c == ')' && group) {
        return i;
      } else if (open == 0 && CONNECTOR.matcher(text).region(i, text.length()).lookingAt()) {
        return i;
      }
    }
    return open == 0 ? text.length() : -1;
  }
}
