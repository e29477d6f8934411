// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a template into its parts. */
final class TemplateParser {

  /** As the original reads it too; anything else in single braces is text. */
  private static final Pattern APART = Pattern.compile("\\{\\s+\\$[A-Za-z_][\\w.]*\\s*\\}");

  private final String text;
  private final ZoneId zone;
  private final List<Template.Part> parts = new ArrayList<>();
  private final StringBuilder plain = new StringBuilder();
  private int at;

  TemplateParser(String text, ZoneId zone) {
    this.text = text;
    this.zone = zone;
  }

  List<Template.Part> parse() {
    while (at < text.length()) {
      if (text.startsWith("\\{", at) || text.startsWith("\\}", at)) {
        plain.append(text.charAt(at + 1));
        at += 2;
      } else if (text.startsWith("{{", at)) {
        insert(2, "}}");
      } else if (text.startsWith("{$", at)) {
        insert(2, "}");
      } else if (APART.matcher(text).region(at, text.length()).lookingAt()) {
        insert(text.indexOf('$', at) + 1 - at, "}");
      } else {
        plain.append(text.charAt(at++));
      }
    }
    flush();
    return List.copyOf(parts);
  }

  private void flush() {
    if (plain.length() > 0) {
      parts.add(new Template.Part.Text(plain.toString()));
      plain.setLength(0);
    }
  }

  private void insert(int opening, String closing) {
    final int start = at;
    at += opening;
    skipBlanks();
    String field = name(start);
    List<TemplateFilter> filters = new ArrayList<>();
    boolean raw = false;
    Escaping escaped = Escaping.NONE;
    skipBlanks();
    while (take("|")) {
      skipBlanks();
      int nameAt = at;
      String name = word();
      List<String> arguments = arguments(closing);
      filters.add(filter(nameAt, name, arguments));
      raw |= name.equals("raw");
      escaped =
          switch (name) {
            case "json" -> Escaping.JSON;
            case "urlencode" -> Escaping.URL;
            case "html" -> Escaping.HTML;
            default -> Escaping.NONE;
          };
      skipBlanks();
    }
    if (!take(closing)) {
      throw at >= text.length() || text.indexOf(closing, at) < 0
          ? problem(start, "this " + text.substring(start, start + 2) + " is not closed", "")
          : problem(at, "expected | or " + closing + ", found '" + text.charAt(at) + "'", "");
    }
    flush();
    parts.add(new Template.Part.Insert(field, List.copyOf(filters), raw, escaped));
  }

  private String name(int start) {
    if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      return quoted();
    }
    String name = word();
    if (name.isEmpty()) {
      throw problem(
          Math.max(at, start), "expected the name of a field", "to write a brace, write \\{");
    }
    return name;
  }

  /** A name: letters, digits, underscores, dots, and dashes between them. */
  private String word() {
    int start = at;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!Words.isNamePart(c) && !(c == '-' && at > start)) {
        break;
      }
      at += Character.charCount(c);
    }
    return text.substring(start, at);
  }

  /** Arguments of a filter: words, numbers or quoted texts, between commas or blanks. */
  private List<String> arguments(String closing) {
    List<String> arguments = new ArrayList<>();
    skipBlanks();
    boolean parenthesis = take("(");
    while (true) {
      skipBlanks();
      take(",");
      take(":");
      skipBlanks();
      if (at >= text.length() || text.charAt(at) == '|' || text.startsWith(closing, at)) {
        break;
      }
      if (parenthesis && take(")")) {
        break;
      }
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        arguments.add(quoted());
        continue;
      }
      String word = word();
      if (word.isEmpty()) {
        throw problem(at, "'" + c + "' needs quotes here", "");
      }
      arguments.add(word);
    }
    return arguments;
  }

  private String quoted() {
    final int start = at;
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return value.toString();
      }
      if (c == '\\' && at < text.length() && text.charAt(at) == quote) {
        c = text.charAt(at++);
      }
      value.append(c);
    }
    throw problem(start, "the quote opened here is not closed", "");
  }

  private TemplateFilter filter(int nameAt, String name, List<String> arguments) {
    if (!TemplateFilters.NAMES.contains(name)) {
      String hint =
          Suggestions.nearest(name, TemplateFilters.NAMES)
              .map(n -> "did you mean '" + n + "'?")
              .orElse("filters are " + String.join(", ", TemplateFilters.NAMES));
      throw problem(nameAt, "there is no filter '" + name + "'", hint);
    }
    try {
      return TemplateFilters.of(name, arguments, zone);
    } catch (IllegalArgumentException e) {
      throw problem(nameAt, e.getMessage(), "");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && ConditionText.isBlank(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(String symbol) {
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    return false;
  }

  private TemplateSyntaxException problem(int where, String problem, String hint) {
    return new TemplateSyntaxException(text, where, problem, hint);
  }
}
