// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions of a config file, any of which may match.
 *
 * @param all compiled, in the order of the file
 */
record Patterns(List<Pattern> all) {

  /**
   * Compiles them.
   *
   * @throws IllegalArgumentException naming the key and what is wrong in which expression
   */
  static Patterns of(String key, List<String> texts) {
    return new Patterns(texts.stream().map(text -> compile(key, text, 0)).toList());
  }

  /** Compiles one, with flags as {@link Pattern} has them. */
  static Pattern compile(String key, String text, int flags) {
    try {
      return Pattern.compile(text, flags);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          key + ": '" + text + "' is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Whether one of them is found in the text. */
  boolean find(String text) {
    return all.stream().anyMatch(pattern -> pattern.matcher(new PatientText(text)).find());
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return all.isEmpty();
  }
}
