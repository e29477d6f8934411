// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final Pattern SAME =
      Pattern.compile(
          "contains [\\w.]+|[\\w.]+ is (true|false)|[\\w.]+ (<|<=|>|>=) [\\w.]+|TRUE|FALSE");
  private static final Pattern BARE =
      Pattern.compile("[\\w./:^$*+?\\\\|-]+( [\\w./:^$*+?\\\\|-]+)*");
  private static final Pattern CONNECTOR =
      Pattern.compile("(^|\\s)(and|or)(\\s|$)", Pattern.CASE_INSENSITIVE);

  private final List<String> notes = new ArrayList<>();
  private boolean readable = true;
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
      return inner(part.substring(0, and)) + " AND " + inner(part.substring(and + 5));
    }
    int or = last(part, OR);
    if (or >= 0) {
      return inner(part.substring(0, or)) + " OR " + inner(part.substring(or + 4));
    }
    Matcher not = NOT.matcher(part);
    if (not.matches()) {
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

  /** Where the last connector outside of parentheses stands, -1 for nowhere. */
  private static int last(String part, Pattern connector) {
    int found = -1;
    Matcher matcher = connector.matcher(part);
    for (int from = 0; matcher.find(from); from = matcher.start() + 1) {
      if (depth(part, matcher.start()) == 0) {
        found = matcher.start();
      }
    }
    return found;
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
    return part.length() > 3
        && part.startsWith("(")
        && part.endsWith(")")
        && Character.isWhitespace(part.charAt(1))
        && depth(part, part.length() - 1) == 1;
  }

  private String atom(String part) {
    if (SAME.matcher(part).matches()) {
      return part;
    }
    Matcher equals = EQUALS.matcher(part);
    if (equals.matches()) {
      String value = equals.group(2);
      if (value.equals("0") || value.isEmpty()) {
        notes.add("'" + part + "' is never true there; here it is when the field looks so");
      }
      return equals.group(1) + " equals " + value(value);
    }
    Matcher matches = MATCHES.matcher(part);
    if (matches.matches()) {
      return matches.group(1) + " " + matches.group(2) + " " + value(matches.group(3));
    }
    readable = false;
    return part;
  }

  private static String value(String value) {
    boolean bare = BARE.matcher(value).matches() && !CONNECTOR.matcher(value).find();
    return bare ? value : "'" + value.replace("'", "''") + "'";
  }
}
