// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords that people write into command lines: {@code --password=x}, {@code --token x}, {@code
 * PGPASSWORD=x}, {@code -u joe:x}.
 */
final class CommandSecrets {

  private static final String WORD =
      "(?:password|passwd|passphrase|pwd|secret|token|api-?_?key|credentials?)";
  private static final String NAME = "--?[\\w-]*?" + WORD;
  private static final String REFERENCE = "\\$\\$?\\{(?:file|env):[^}]*\\}";
  private static final String VALUE =
      "(\"(?!"
          + REFERENCE
          + "\")[^\"]+\"|'(?!"
          + REFERENCE
          + "')[^']+'|(?!"
          + REFERENCE
          + "|[\"'$-])\\S+)";

  /** Group 1 stays, group 2 is the secret. */
  private static final List<Pattern> WRITTEN =
      List.of(
          Pattern.compile("(?i)((?<![\\w-])" + NAME + "(?:=|\\s+))" + VALUE),
          Pattern.compile("(?i)((?<![\\w-])\\w*" + WORD + "=)" + VALUE),
          Pattern.compile("((?<!\\S)(?:-u|--user)(?:=|\\s+|(?=\\w))[\\w.@-]+:)" + VALUE));

  private static final Pattern NAME_ALONE = Pattern.compile("(?i)" + NAME);
  private static final Pattern USER_ALONE = Pattern.compile("-u|--user");
  private static final Pattern USER = Pattern.compile("([\\w.@-]+:)(\\S+)");

  private CommandSecrets() {}

  /** A text or a list of words with stars for every such password. */
  static Object masked(Object value) {
    if (value instanceof String text) {
      return masked(text);
    }
    if (value instanceof List<?> list) {
      return words(list, secret -> {});
    }
    return value;
  }

  /** Tells the passwords in a text or a list of words. */
  static void find(Object value, Consumer<String> found) {
    if (value instanceof String text) {
      masked(text, found);
    } else if (value instanceof List<?> list) {
      words(list, found);
    }
  }

  /** A text with stars for every such password. */
  static String masked(String text) {
    return masked(text, secret -> {});
  }

  private static String masked(String text, Consumer<String> found) {
    if (text.indexOf('=') < 0 && text.indexOf('-') < 0) {
      return text;
    }
    String masked = text;
    for (Pattern pattern : WRITTEN) {
      Matcher secret = pattern.matcher(masked);
      StringBuilder without = new StringBuilder();
      while (secret.find()) {
        found.accept(bare(secret.group(2)));
        secret.appendReplacement(without, Matcher.quoteReplacement(secret.group(1) + "****"));
      }
      masked = secret.appendTail(without).toString();
    }
    return masked;
  }

  private static List<Object> words(List<?> list, Consumer<String> found) {
    List<Object> masked = new ArrayList<>();
    String before = "";
    for (Object item : list) {
      if (!(item instanceof String word)) {
        masked.add(item);
        before = "";
        continue;
      }
      Matcher user = USER.matcher(word);
      if (NAME_ALONE.matcher(before).matches() && !word.startsWith("-") && !References.in(word)) {
        found.accept(word);
        masked.add("****");
      } else if (USER_ALONE.matcher(before).matches() && user.matches() && !References.in(word)) {
        found.accept(user.group(2));
        masked.add(user.group(1) + "****");
      } else {
        masked.add(masked(word, found));
      }
      before = word;
    }
    return masked;
  }

  private static String bare(String value) {
    boolean quoted = value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
