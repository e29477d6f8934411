// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Hides the passwords that people write into addresses: {@code https://joe:secret@example.org}. */
final class UrlPasswords {

  private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*):[^/\\s]+@");
  private static final Pattern TOKEN = Pattern.compile("(?i)(https?://)[^/\\s:@]+@");
  private static final Pattern PATH = // the path of a web hook is often its key
      Pattern.compile("(?i)(https?://[^/?\\s\"']+[/?])[^\\s\"']+");
  private static final Pattern ANY_USER_INFO =
      Pattern.compile("((?:://|[\\s\"']|^)[^/\\s:@\"']*):(?![0-9]+/|//|\\s).*@(?=[\\w\\[])");

  private UrlPasswords() {}

  /** The value with stars for every password in an address. */
  static Object masked(Object value) {
    if (value instanceof String text) {
      return masked(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(UrlPasswords::masked).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> masked = new LinkedHashMap<>();
      map.forEach((key, item) -> masked.put(key, masked(item)));
      return masked;
    }
    return value;
  }

  static String masked(String text) {
    return text.contains("://")
        ? TOKEN.matcher(USER_INFO.matcher(text).replaceAll("$1:****@")).replaceAll("$1****@")
        : text;
  }

  /** A line of a config file, in which a password may hold what no address can. */
  static String maskedInLine(String line) {
    String users =
        line.indexOf('@') >= 0 ? ANY_USER_INFO.matcher(line).replaceAll("$1:****@") : line;
    return masked(line.contains("{{") ? users : PATH.matcher(users).replaceAll("$1****"));
  }
}
