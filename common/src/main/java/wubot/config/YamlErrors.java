// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in plain words what a YAML parser means. */
final class YamlErrors {

  private static final Pattern TAB_INDENT = Pattern.compile("^( *)\t");
  private static final Pattern KEY = Pattern.compile("^[ -]*([^\\s:#'\"{}\\[\\]]+):\\s+(\\S.*)$");
  private static final Pattern COLON = Pattern.compile(":\\s");

  private YamlErrors() {}

  /** A syntax error, explained by the line it was found in. */
  static Diagnostic explain(MarkedYAMLException e, YamlSource source) {
    Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    if (mark == null) {
      return Diagnostic.error(source.whole(), limit(e.getProblem()), "");
    }
    Place place = source.place(mark);
    String problem = String.valueOf(e.getProblem());
    String line = source.line(place.line());
    Matcher tab = TAB_INDENT.matcher(line);
    if (tab.find()) {
      return Diagnostic.error(
          source.place(place.line(), tab.group(1).length() + 1),
          "a tab indents this line",
          "YAML allows only spaces for indentation; replace the tab by spaces");
    }
    Matcher key = KEY.matcher(line);
    if (problem.contains("mapping values are not allowed")) {
      return key.matches()
          ? unexpectedColon(place, key, line, source)
          : Diagnostic.error(place, "a ':' stands here where none can", quoteHint(""));
    }
    if (problem.contains("could not find expected ':'")) {
      Place at = e.getContextMark() == null ? place : source.place(e.getContextMark());
      return Diagnostic.error(
          at, "a key is missing its ':'", "write a key as 'key: value', with a space after ':'");
    }
    if (key.matches() && needsQuotes(key.group(2))) {
      return Diagnostic.error(
          source.place(place.line(), key.start(2) + 1),
          "a value that begins with '" + key.group(2).charAt(0) + "' has to be in quotes",
          quoteHint(key.group(1)));
    }
    return Diagnostic.error(place, words(problem), context(e, source));
  }

  private static Diagnostic unexpectedColon(
      Place place, Matcher key, String line, YamlSource source) {
    Matcher second = COLON.matcher(line);
    boolean inValue = second.find(key.start(2)) && place.column() >= second.start();
    if (inValue) {
      return Diagnostic.error(
          source.place(place.line(), second.start() + 1),
          "the value of '" + key.group(1) + "' contains ': ', so it has to be in quotes",
          quoteHint(key.group(1)));
    }
    return Diagnostic.error(
        place,
        "'" + key.group(1) + "' is indented deeper than the line before, which has a value already",
        "begin it in the same column as the keys it belongs to");
  }

  private static boolean needsQuotes(String value) {
    return "@`%*&!{[|>".indexOf(value.charAt(0)) >= 0 && !value.startsWith("!!");
  }

  private static String quoteHint(String key) {
    return key.isEmpty()
        ? "a value that contains ': ' has to be in quotes"
        : "write " + key + ": '…'";
  }

  private static String words(String problem) {
    String text = problem;
    if (text.contains("cannot start any token")) {
      return "no value can begin with this character unless it is in quotes";
    }
    if (text.contains("found unexpected end of stream") || text.contains("unexpected end of")) {
      return "something that was opened is not closed before the file ends";
    }
    if (text.contains("block end") && text.contains("block mapping start")) {
      return "this line is indented differently from the ones it belongs to";
    }
    if (text.contains("expected <block end>")) {
      return "this does not fit here; is the line indented like the ones it belongs to?";
    }
    if (text.contains("undefined alias")) {
      return text.replace("found ", "");
    }
    return "the YAML cannot be read here: " + text;
  }

  private static String context(MarkedYAMLException e, YamlSource source) {
    Mark mark = e.getContextMark();
    if (mark == null || e.getContext() == null) {
      return "";
    }
    Place began = source.place(mark);
    return e.getContext() + " that began in line " + began.line() + ", column " + began.column();
  }

  /** A limit that was passed. */
  static String limit(String message) {
    String text = String.valueOf(message);
    if (text.contains("Nesting Depth")) {
      return "lists and maps nest deeper than " + Yaml.MAX_NESTING;
    }
    if (text.contains("aliases")) {
      return "too many aliases";
    }
    return text;
  }
}
