// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides what may be a secret in the lines of a config file, before anything is known of the
 * settings: a file that cannot be read, or a key that is misspelt, may hold one all the same.
 */
final class SecretLines {

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i)([\\w-]*(?:pass|pas+w|pwd|secret|token|credential|authori[sz]ation|api.?key|cookie|psk"
              + "|private)[\\w-]*[\"']?\\s*[:=]\\s*)(?!\\$\\{(?:file|env):)(\\S.*)$");
  private static final Pattern SECRET_OPENED =
      Pattern.compile(
          "(?i)^[\\s-]*[\\w-]*(?:pass|pas+w|pwd|secret|token|credential|authori[sz]ation|api.?key|cookie"
              + "|psk|private)[\\w-]*[\"']?\\s*:.*");
  private static final Pattern ANY_KEY = Pattern.compile("^[\\s-]*[^\\s#:][^:]*:(\\s.*)?$");

  private SecretLines() {}

  /** A line, from 1, with stars for what may be a secret in it. */
  static String hidden(List<String> lines, int number) {
    String line = lines.get(number - 1);
    Matcher secret = SECRET_KEY.matcher(line);
    if (secret.find()) {
      return line.substring(0, secret.end(1)) + "****";
    }
    return continuesSecret(lines, number)
        ? " ".repeat(indent(line)) + "****"
        : UrlPasswords.masked(line);
  }

  /** Whether the nearest line above that stands further left opens a secret of several lines. */
  private static boolean continuesSecret(List<String> lines, int number) {
    int indent = indent(lines.get(number - 1));
    for (int i = number - 2; i >= 0; i--) {
      String above = lines.get(i);
      if (above.isBlank()) {
        continue;
      }
      boolean further = indent(above) < indent || !ANY_KEY.matcher(lines.get(number - 1)).matches();
      if (further && ANY_KEY.matcher(above).matches()) {
        return SECRET_OPENED.matcher(above).matches();
      }
    }
    return false;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
