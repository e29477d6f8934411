// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Turns a regular expression in Perl's spelling into one that {@link Pattern} or RE2/J reads the
 * same way: a bracket inside a class is a bracket, a brace that counts nothing is a brace, POSIX
 * classes and Python's named groups are understood.
 */
final class PerlPattern {

  private final String source;
  private final boolean linear;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PerlPattern(String source, boolean linear) {
    this.source = source;
    this.linear = linear;
  }

  /** In the spelling of java.util.regex, to be compiled with {@link Pattern#UNIX_LINES}. */
  static String toJava(String source) {
    return new PerlPattern(source, false).translate();
  }

  /** In the spelling of RE2/J; what it cannot express stays and is refused by its compiler. */
  static String toLinear(String source) {
    return new PerlPattern(source, true).translate();
  }

  private String translate() {
    while (at < source.length()) {
      char c = source.charAt(at);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '(' -> group();
        case '{' -> {
          if (!isCount()) {
            out.append('\\');
          }
          copy(1);
        }
        case '}' -> {
          // A closing brace on its own is a brace; the ones of counts were copied with them.
          out.append("\\}");
          at++;
        }
        case '$' -> {
          out.append(linear ? "(?:\\n?\\z)" : "$");
          at++;
        }
        default -> copy(1);
      }
    }
    return out.toString();
  }

  private void copy(int length) {
    int end = Math.min(source.length(), at + length);
    if (source.charAt(at) == '{' && isCount()) {
      end = source.indexOf('}', at) + 1;
      if (source.charAt(at + 1) == ',') {
        out.append("{0");
        at++;
      }
    }
    out.append(source, at, end);
    at = end;
  }

  /** Whether a count such as {@code {2}}, {@code {2,}}, {@code {2,5}} or {@code {,5}} is here. */
  private boolean isCount() {
    int i = digitsFrom(at + 1);
    int digits = i - at - 1;
    if (i < source.length() && source.charAt(i) == ',') {
      int end = digitsFrom(i + 1);
      digits += end - i - 1;
      i = end;
    }
    return digits > 0 && i < source.length() && source.charAt(i) == '}' && at > 0;
  }

  private int digitsFrom(int start) {
    int end = start;
    while (end < source.length() && isDigit(source.charAt(end))) {
      end++;
    }
    return end;
  }

  private void escape(boolean inClass) {
    if (at + 1 >= source.length()) {
      throw problem("a backslash at the end", at);
    }
    char c = source.charAt(at + 1);
    switch (c) {
      case 'Q' -> quoted();
      case 'p', 'P', 'x' -> braced();
      case 'o' -> octal();
      case 'N' -> notALineBreak();
      case 'g' -> backReference();
      case 'k' -> namedReference();
      case 'K' -> throw problem("\\K is not supported here", at);
      case 'Z' -> replace(linear ? "(?:\\n?\\z)" : "\\Z", 2);
      case 'h' -> replace(inClass ? "\\t " : "[\\t ]", 2);
      case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        if (inClass) {
          copyEscape();
        } else {
          numbered();
        }
      }
      default -> {
        if (linear && c > 127) {
          replace(String.valueOf(c), 2);
        } else {
          copyEscape();
        }
      }
    }
  }

  private void copyEscape() {
    out.append(source, at, at + 2);
    at += 2;
  }

  /** A group, or with more digits than there are groups a character by its octal number. */
  private void numbered() {
    int end = digitsFrom(at + 1);
    String digits = source.substring(at + 1, end);
    if (digits.length() < 4 && Integer.parseInt(digits) <= groups(source.length())) {
      out.append('\\').append(digits);
    } else if (digits.matches("[1-3][0-7]{2}|[1-7][0-7]")) {
      out.append(String.format("\\x{%x}", Integer.parseInt(digits, 8)));
    } else {
      throw problem("there is no group " + digits, at);
    }
    at = end;
  }

  /** How many capturing groups begin before this place. */
  private int groups(int end) {
    int count = 0;
    boolean inClass = false;
    for (int i = 0; i < end; i++) {
      char c = source.charAt(i);
      if (source.startsWith("\\Q", i)) {
        i = endOf("\\E", i);
      } else if (c == '\\') {
        i++;
      } else if (inClass && source.startsWith("[:", i)) {
        i = endOf(":]", i);
      } else if (inClass) {
        inClass = c != ']';
      } else if (source.startsWith("(?#", i)) {
        i = endOf(")", i);
      } else if (c == '[') {
        inClass = true;
        i += source.startsWith("[^]", i) ? 2 : source.startsWith("[]", i) ? 1 : 0;
      } else if (c == '(') {
        count += !source.startsWith("(?", i) || isNamedGroup(i) ? 1 : 0;
      }
    }
    return count;
  }

  /** The last character of what ends with this text; that of the source where nothing does. */
  private int endOf(String text, int from) {
    int found = source.indexOf(text, from);
    return (found < 0 ? source.length() : found + text.length()) - 1;
  }

  private boolean isNamedGroup(int open) {
    return source.startsWith("(?P<", open)
        || source.startsWith("(?'", open)
        || (source.startsWith("(?<", open)
            && open + 3 < source.length()
            && Character.isLetter(source.charAt(open + 3)));
  }

  private void notALineBreak() {
    if (source.startsWith("\\N{U+", at)) {
      int end = source.indexOf('}', at);
      if (end < 0) {
        throw problem("the brace is not closed", at + 2);
      }
      out.append("\\x{").append(source, at + 5, end).append('}');
      at = end + 1;
      return;
    }
    boolean brace = at + 2 < source.length() && source.charAt(at + 2) == '{';
    replace("[^\\n]", 2);
    if (brace && !isCount()) {
      throw problem("names of characters are not supported here: write \\x{…}", at);
    }
  }

  private void octal() {
    int end = source.indexOf('}', at);
    String digits = source.startsWith("\\o{", at) && end > 0 ? source.substring(at + 3, end) : "";
    if (!digits.matches("[0-7]{1,7}")) {
      throw problem("\\o needs an octal number, as in \\o{101}", at);
    }
    out.append(String.format("\\x{%x}", Integer.parseInt(digits, 8)));
    at = end + 1;
  }

  private void quoted() {
    int end = source.indexOf("\\E", at);
    String literal = source.substring(at + 2, end < 0 ? source.length() : end);
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c < 128 && !Character.isLetterOrDigit(c)) {
        out.append('\\');
      }
      out.append(c);
    }
    at = end < 0 ? source.length() : end + 2;
  }

  /** An escape that may be followed by braces, such as {@code \x{263a}} and {@code \p{Alpha}}. */
  private void braced() {
    int end = at + 2;
    if (end < source.length() && source.charAt(end) == '{') {
      int close = source.indexOf('}', end);
      if (close < 0) {
        throw problem("the brace is not closed", end);
      }
      end = close + 1;
    }
    out.append(source, at, end);
    at = end;
  }

  private void backReference() {
    int i = at + 2;
    boolean brace = i < source.length() && source.charAt(i) == '{';
    int first = brace ? i + 1 : i;
    boolean back = first < source.length() && source.charAt(first) == '-';
    int start = back ? first + 1 : first;
    int end = digitsFrom(start);
    if (end == start
        || end > start + 3
        || (brace && (end >= source.length() || source.charAt(end) != '}'))) {
      throw problem("\\g needs a number, as in \\g1 or \\g{1}", at);
    }
    int number = Integer.parseInt(source.substring(start, end));
    int group = back ? groups(at) + 1 - number : number;
    if (group < 1 || group > groups(source.length())) {
      throw problem("there is no group " + source.substring(first, end), at);
    }
    out.append("(?:\\").append(group).append(')');
    at = brace ? end + 1 : end;
  }

  private void namedReference() {
    int open = at + 2;
    char closing = open < source.length() ? closingOf(source.charAt(open)) : 0;
    int end = closing == 0 ? -1 : source.indexOf(closing, open + 1);
    if (end < 0) {
      throw problem("\\k needs a name, as in \\k<name>", at);
    }
    out.append("\\k<").append(javaName(source.substring(open + 1, end))).append('>');
    at = end + 1;
  }

  private static char closingOf(char open) {
    return switch (open) {
      case '<' -> '>';
      case '{' -> '}';
      case '\'' -> '\'';
      default -> 0;
    };
  }

  private void group() {
    if (source.startsWith("(?#", at)) {
      int end = source.indexOf(')', at);
      if (end < 0) {
        throw problem("the comment is not closed", at);
      }
      at = end + 1;
    } else if (source.startsWith("(?|", at)) {
      throw problem("(?| is not supported here", at);
    } else if (source.startsWith("(?P=", at)) {
      int end = source.indexOf(')', at);
      if (end < 0) {
        throw problem("the name of the group is not closed", at);
      }
      out.append("\\k<").append(javaName(source.substring(at + 4, end))).append('>');
      at = end + 1;
    } else if (source.startsWith("(?^", at)) {
      flagsAnew();
    } else if (source.startsWith("(?P<", at)) {
      namedGroup(at + 4, '>');
    } else if (source.startsWith("(?'", at)) {
      namedGroup(at + 3, '\'');
    } else if (source.startsWith("(?<", at)
        && at + 3 < source.length()
        && Character.isLetter(source.charAt(at + 3))) {
      namedGroup(at + 3, '>');
    } else {
      out.append('(');
      at++;
    }
  }

  /** As Perl prints expressions, {@code (?^i:…)}: these flags and none of those around. */
  private void flagsAnew() {
    int end = at + 3;
    while (end < source.length() && Character.isLetter(source.charAt(end))) {
      end++;
    }
    String on = source.substring(at + 3, end).replaceAll("[adlup]", "");
    String off = (linear ? "ims" : "imsx").replaceAll("[" + on + "-]", "");
    out.append("(?").append(on).append(off.isEmpty() ? "" : "-" + off);
    at = end;
  }

  private void namedGroup(int nameAt, char closing) {
    int end = source.indexOf(closing, nameAt);
    if (end < 0) {
      throw problem("the name of the group is not closed", nameAt);
    }
    out.append(linear ? "(?P<" : "(?<").append(javaName(source.substring(nameAt, end))).append('>');
    at = end + 1;
  }

  private static String javaName(String name) {
    return name.replace("_", "U");
  }

  private void characterClass() {
    final int start = at;
    out.append('[');
    at++;
    if (at < source.length() && source.charAt(at) == '^') {
      copy(1);
    }
    boolean first = true;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == ']' && !first) {
        out.append(']');
        at++;
        return;
      }
      first = false;
      if (c == '\\') {
        escape(true);
      } else if (source.startsWith("[:", at) && source.indexOf(":]", at) > 0) {
        posixClass();
      } else if (c == '[' || c == ']' || c == '&') {
        out.append('\\').append(c);
        at++;
      } else {
        out.append(c);
        at++;
      }
    }
    throw problem("the class is not closed, a ] is missing", start);
  }

  private void posixClass() {
    int end = source.indexOf(":]", at);
    boolean not = source.charAt(at + 2) == '^';
    String name = source.substring(at + (not ? 3 : 2), end);
    if (!linear && name.equals("word")) {
      out.append(not ? "\\W" : "\\w");
    } else if (linear) {
      out.append(not ? "[:^" : "[:").append(name).append(":]");
    } else {
      out.append(not ? "\\P{" : "\\p{").append(javaClass(name)).append('}');
    }
    at = end + 2;
  }

  private String javaClass(String name) {
    return switch (name) {
      case "alpha" -> "Alpha";
      case "ascii" -> "ASCII";
      case "digit" -> "Digit";
      case "alnum" -> "Alnum";
      case "upper" -> "Upper";
      case "lower" -> "Lower";
      case "punct" -> "Punct";
      case "space" -> "Space";
      case "blank" -> "Blank";
      case "cntrl" -> "Cntrl";
      case "graph" -> "Graph";
      case "print" -> "Print";
      case "xdigit" -> "XDigit";
      default -> throw problem("there is no class [:" + name + ":]", at);
    };
  }

  private void replace(String with, int length) {
    out.append(with);
    at += length;
  }

  private PatternSyntaxException problem(String what, int index) {
    return new PatternSyntaxException(what, source, index);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
