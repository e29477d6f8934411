// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Locale;
import java.util.Set;

/** How names and values are written in a condition. */
final class Words {

  private static final Set<String> RESERVED =
      Set.of("and", "or", "not", "true", "false", "contains", "inf", "infinity", "nan");

  private Words() {}

  static boolean isNamePart(int c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }

  static String name(String field) {
    boolean bare =
        !field.isEmpty()
            && field.codePoints().allMatch(Words::isNamePart)
            && !Character.isDigit(field.charAt(0))
            && field.charAt(0) != '.'
            && !RESERVED.contains(field.toLowerCase(Locale.ROOT));
    return bare ? field : quoted(field);
  }

  static String value(String value) {
    boolean bare = !value.isEmpty() && value.chars().allMatch(Words::isPlain);
    return bare ? value : quoted(value);
  }

  private static boolean isPlain(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "_.-/:".indexOf(c) >= 0);
  }

  /** In single quotes; a single quote inside is doubled. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String reference(String field) {
    return "{{ " + name(field) + " }}";
  }
}
