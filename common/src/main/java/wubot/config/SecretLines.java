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

  /** The parts around are bounded, or a long line would be searched for minutes. */
  private static final String SECRET_WORD =
      "[\\w-]{0,60}(?:pass|pas+w|pwd|secret|token|credential|authori[sz]ation|auth(?![a-z_])|api.?key"
          + "|[_-]key|cookie|psk|private)[\\w-]{0,60}";

  private static final String NO_REFERENCE = "(?!([\"']?)\\$\\{(?:file|env):[^}]*\\}\\2\\s*$)";
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i)((?:"
              + SECRET_WORD
              + "[\"']?\\s*[:=]\\s*|^[\\s-]*"
              + SECRET_WORD
              + "\\s+(?![:=\\s])))"
              + NO_REFERENCE
              + "(\\S.*)$");
  private static final Pattern SECRET_OPENED =
      Pattern.compile("(?i)^[\\s-]*" + SECRET_WORD + "[\"']?\\s*:.*");
  private static final Pattern FIRST_KEY =
      Pattern.compile("^([\\s-]*[\"']?([\\w-]{3,})[\"']?\\s*:\\s*)" + "(\\S.*)?$");
  private static final List<String> NAMES =
      List.of("pass", "passwd", "password", "passphrase", "secret", "token", "auth", "api_key");
  private static final Pattern ANY_KEY = Pattern.compile("^[\\s-]*[^\\s#:][^:]*:(\\s.*)?$");

  private SecretLines() {}

  /** A line, from 1, with stars for what may be a secret in it. */
  static String hidden(List<String> lines, int number) {
    String line = lines.get(number - 1);
    Matcher secret = SECRET_KEY.matcher(line);
    if (secret.find()) {
      return line.substring(0, secret.end(1)) + "****";
    }
    Matcher first = FIRST_KEY.matcher(line);
    if (first.matches()
        && first.group(3) != null
        && !first.group(3).matches("[\"']?\\$\\{(?:file|env):[^}]*\\}[\"']?\\s*")
        && isMisspelt(first.group(2))) {
      return first.group(1) + "****";
    }
    return continuesSecret(lines, number)
        ? " ".repeat(indent(line)) + "****"
        : CommandSecrets.masked(UrlPasswords.maskedInLine(line));
  }

  private static boolean isMisspelt(String key) {
    return Suggestion.nearest(key, NAMES).isPresent();
  }

  private static boolean opensSecret(String line) {
    Matcher first = FIRST_KEY.matcher(line);
    return SECRET_OPENED.matcher(line).matches() || (first.matches() && isMisspelt(first.group(2)));
  }

  /** Whether the nearest line above that stands further left opens a secret of several lines. */
  private static boolean continuesSecret(List<String> lines, int number) {
    int indent = indent(lines.get(number - 1));
    boolean isKey = ANY_KEY.matcher(lines.get(number - 1)).matches();
    if (isKey && indent == 0) {
      return false;
    }
    for (int i = number - 2; i >= 0; i--) {
      String above = lines.get(i);
      if (above.isBlank()) {
        continue;
      }
      boolean further = indent(above) < indent || !isKey;
      if (further && ANY_KEY.matcher(above).matches()) {
        return opensSecret(above);
      }
    }
    return false;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
