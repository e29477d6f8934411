// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.message.FieldValue;

/**
 * A condition as the original wubot reads it, written so that it means the same here.
 *
 * <p>There the text is split at its last AND, then at its last OR, so that OR binds tighter; values
 * go on to the end, with quotes as a part of them.
 */
final class OriginalCondition {

  private static final Pattern AND = Pattern.compile("\\sAND\\s");
  private static final Pattern OR = Pattern.compile("\\sOR\\s");
  private static final Pattern NOT = Pattern.compile("NOT\\s+(.*)", Pattern.DOTALL);
  private static final Pattern EQUALS = Pattern.compile("([\\w.]+)\\s+equals\\s+(.*)");
  private static final Pattern MATCHES = Pattern.compile("([\\w.]+)\\s+(i?matches)\\s+(.*)");
  private static final Pattern COMPARE = Pattern.compile("([\\w.]+) (<|<=|>|>=) ([\\w.]+)");
  private static final Pattern CONTAINS = Pattern.compile("contains ([\\w.]+)");
  private static final Pattern IS = Pattern.compile("([\\w.]+) (is (?:true|false))");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.]*");
  private static final Pattern WORD_HERE =
      Pattern.compile("(?i)and|or|not|true|false|contains|inf|infinity|nan");
  private static final Pattern BARE =
      Pattern.compile("[\\w./:^$*+?\\\\|-]+( [\\w./:^$*+?\\\\|-]+)*");
  private static final Pattern GROUP = Pattern.compile("\\(\\s[^()]*\\s\\)");
  private static final Pattern CONNECTOR =
      Pattern.compile("(^|\\s)(and|or)(\\s|$)", Pattern.CASE_INSENSITIVE);

  private final List<String> notes = new ArrayList<>();
  private boolean readable = true; // false when it is one question, and that cannot be read
  private boolean joined;
  private final String text;

  /** Reads a condition. */
  OriginalCondition(String source) {
    this.text = whole(source.strip());
  }

  /** What to write here; empty when the original cannot read it, and takes it as false. */
  Optional<String> here() {
    return readable ? Optional.of(text) : Optional.empty();
  }

  /** What is different although it may be written the same way. */
  List<String> notes() {
    return notes;
  }

  private String whole(String part) {
    int and = last(part, AND);
    if (and >= 0) {
      joined = true;
      return inner(part.substring(0, and)) + " AND " + inner(part.substring(and + 5));
    }
    int or = last(part, OR);
    if (or >= 0) {
      joined = true;
      return inner(part.substring(0, or)) + " OR " + inner(part.substring(or + 4));
    }
    Matcher not = NOT.matcher(part);
    if (not.matches()) {
      joined = true;
      return "NOT " + inner(not.group(1));
    }
    if (isGroup(part)) {
      return whole(part.substring(1, part.length() - 1).strip());
    }
    return atom(part);
  }

  /** A part of a larger condition: in parentheses where it joins others another way. */
  private String inner(String part) {
    String read = whole(part.strip());
    boolean joins = last(part.strip(), AND) >= 0 || last(part.strip(), OR) >= 0;
    boolean group = isGroup(part.strip());
    return joins || (group && read.matches("(?s).* (AND|OR) .*")) ? "(" + read + ")" : read;
  }

  /**
   * Where the last connector outside of parentheses stands, -1 for nowhere. What it joins has no
   * line break there, unless in parentheses.
   */
  private static int last(String part, Pattern connector) {
    int found = -1;
    Matcher matcher = connector.matcher(part);
    for (int from = 0; matcher.find(from); from = matcher.start() + 1) {
      if (depth(part, matcher.start()) == 0
          && isOneLine(part, 0, matcher.start())
          && isOneLine(part, matcher.end(), part.length())) {
        found = matcher.start();
      }
    }
    return found;
  }

  private static boolean isOneLine(String part, int start, int end) {
    String text = part.substring(start, end);
    int from = start + text.length() - text.stripLeading().length();
    int to = start + text.stripTrailing().length();
    for (int at = part.indexOf('\n', from); at >= 0 && at < to; at = part.indexOf('\n', at + 1)) {
      if (depth(part, at) == 0) {
        return false;
      }
    }
    return true;
  }

  /** How deep in parentheses that stand apart. */
  private static int depth(String part, int end) {
    int depth = 0;
    for (int i = 0; i < end; i++) {
      boolean blankBehind = i + 1 < part.length() && Character.isWhitespace(part.charAt(i + 1));
      boolean blankBefore = i > 0 && Character.isWhitespace(part.charAt(i - 1));
      if (part.charAt(i) == '(' && blankBehind) {
        depth++;
      } else if (part.charAt(i) == ')' && blankBefore) {
        depth--;
      }
    }
    return depth;
  }

  private static boolean isGroup(String part) {
    int end = part.length() - 1;
    if (end < 3 || !part.startsWith("(") || !part.endsWith(")")) {
      return false;
    }
    for (int i = 1; i <= end; i++) {
      if (depth(part, i) == 0) {
        return false;
      }
    }
    return depth(part, end) == 1 && depth(part, end + 1) == 0;
  }

  private String atom(String part) {
    if (GROUP.matcher(part).find()) {
      notes.add("what stands in parentheses in '" + part + "' is a condition of its own there");
    }
    if (part.equals("TRUE") || part.equals("FALSE")) {
      return part;
    }
    Matcher contains = CONTAINS.matcher(part);
    if (contains.matches()) {
      return "contains " + name(contains.group(1));
    }
    Matcher is = IS.matcher(part);
    if (is.matches()) {
      return name(is.group(1)) + " " + is.group(2);
    }
    Matcher compare = COMPARE.matcher(part);
    if (compare.matches()) {
      boolean left = FieldValue.number(compare.group(1)).isPresent();
      return (left ? compare.group(1) : name(compare.group(1)))
          + " "
          + compare.group(2)
          + " "
          + right(compare.group(3));
    }
    Matcher equals = EQUALS.matcher(part);
    if (equals.matches()) {
      String value = equals.group(2);
      if (value.equals("0") || value.isEmpty()) {
        notes.add("'" + part + "' is never true there; here it is when the field looks so");
      }
      return name(equals.group(1)) + " equals " + value(value);
    }
    Matcher matches = MATCHES.matcher(part);
    if (matches.matches()) {
      if (matches.group(3).equals("0")) {
        notes.add("'" + part + "' is never true there; here it is where a 0 is found");
      }
      return name(matches.group(1)) + " " + matches.group(2) + " " + value(matches.group(3));
    }
    if (!joined) {
      readable = false;
      return part;
    }
    notes.add("'" + part + "' cannot be read there and counts as false");
    return "FALSE";
  }

  /** A field in front; one that would be read as something else stands in quotes. */
  private static String name(String field) {
    return NAME.matcher(field).matches() && !WORD_HERE.matcher(field).matches()
        ? field
        : "'" + field + "'";
  }

  /** A number, or a field behind an operator, where quotes may hold a number. */
  private static String right(String token) {
    boolean number = FieldValue.number(token).isPresent();
    return number || name(token).equals(token) ? token : "{{ " + name(token) + " }}";
  }

  private static String value(String value) {
    boolean bare = BARE.matcher(value).matches() && !CONNECTOR.matcher(value).find();
    return bare ? value : "'" + value.replace("'", "''") + "'";
  }
}
