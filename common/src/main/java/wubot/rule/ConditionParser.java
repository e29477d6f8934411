// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what joins conditions: AND, OR, NOT and parentheses. {@link AtomParser} reads what they
 * join; the grammar is in docs/conditions.md.
 */
final class ConditionParser {

  /** How deep parentheses and NOT may nest. */
  static final int MAX_DEPTH = 100;

  /** How long a condition may be, in characters. */
  static final int MAX_LENGTH = 20_000;

  private final ConditionText text;
  private final AtomParser atoms;
  private final int length;
  private int depth;
  private int groups;

  ConditionParser(String source, ZoneId zone) {
    this.length = source.length();
    this.text = new ConditionText(source);
    this.atoms = new AtomParser(text, zone);
  }

  Condition parse() {
    if (length > MAX_LENGTH) {
      throw text.problem(
          "the condition is longer than " + MAX_LENGTH + " characters",
          "use several rules, or a regular expression");
    }
    text.skipBlanks();
    if (text.atEnd()) {
      throw text.problem(
          "the condition is empty", "leave the key out for a rule that always fires");
    }
    Condition condition = joined();
    if (text.peek() == ')') {
      throw text.problem("this parenthesis closes nothing", "");
    }
    if (!text.atEnd()) {
      throw text.problem("expected AND, OR or the end, found " + text.found(), afterValueHint());
    }
    return condition;
  }

  /** One condition, or several joined by AND, or several joined by OR. */
  private Condition joined() {
    List<Condition> parts = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    List<String> connectors = new ArrayList<>();
    int mixedAt = -1;
    while (true) {
      text.skipBlanks();
      int start = text.at();
      parts.add(connectors.isEmpty() ? part() : partAfter(connectors.get(connectors.size() - 1)));
      sources.add(text.between(start, text.at()));
      text.skipBlanks();
      int at = text.at();
      String connector = text.takeWord("and") ? "AND" : text.takeWord("or") ? "OR" : "";
      if (connector.isEmpty()) {
        break;
      }
      if (mixedAt < 0 && !connectors.isEmpty() && !connectors.contains(connector)) {
        mixedAt = at;
      }
      connectors.add(connector);
      expectPart(connector, at);
    }
    if (mixedAt >= 0) {
      throw mixed(mixedAt, sources, connectors);
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return connectors.contains("AND") ? new Condition.AllOf(parts) : new Condition.AnyOf(parts);
  }

  private Condition partAfter(String connector) {
    try {
      return part();
    } catch (ConditionSyntaxException e) {
      throw e.adding(
          "if the " + connector + " before it belongs to the value, put the value in quotes");
    }
  }

  private void expectPart(String connector, int at) {
    text.skipBlanks();
    if (text.atEnd() || text.peek() == ')') {
      throw text.problem(at, "after " + connector + " a condition is missing", "");
    }
  }

  private ConditionSyntaxException mixed(int at, List<String> parts, List<String> connectors) {
    String andFirst = Readings.of(parts, connectors, "AND");
    String orFirst = Readings.of(parts, connectors, "OR");
    return text.problem(
        at,
        "AND and OR are mixed without parentheses",
        "write either\n    " + andFirst + "\nor\n    " + orFirst);
  }

  private Condition part() {
    if (++depth > MAX_DEPTH) {
      throw text.problem("nested deeper than " + MAX_DEPTH, "");
    }
    try {
      int start = text.at();
      if (text.takeWord("not") && !text.atEnd()) {
        text.skipBlanks();
        return new Condition.Negation(part());
      }
      text.back(start);
      return text.peek() == '(' ? group() : atoms.parse(groups > 0);
    } finally {
      depth--;
    }
  }

  private Condition group() {
    int open = text.at();
    text.take("(");
    groups++;
    text.skipBlanks();
    if (text.peek() == ')') {
      throw text.problem("there is nothing between the parentheses", "");
    }
    Condition inner = joined();
    groups--;
    if (text.take(")")) {
      return inner;
    }
    if (text.atEnd()) {
      throw text.problem(open, "the parenthesis opened here is not closed", "");
    }
    throw text.problem("expected AND, OR or ')', found " + text.found(), afterValueHint());
  }

  private static String afterValueHint() {
    return "a value of several words goes in quotes as a whole";
  }
}
