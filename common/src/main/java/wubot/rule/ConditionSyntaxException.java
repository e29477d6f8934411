// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.config.Diagnostic;
import wubot.config.Place;

/** A condition that cannot be read: where in its text, why, and what was probably meant. */
public final class ConditionSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final int WIDTH = 100;

  private final String text;
  private final int at;
  private final String problem;
  private final String hint;

  /**
   * With everything there is to say.
   *
   * @param text the whole condition
   * @param at index of the character at which it went wrong
   * @param problem what is wrong
   * @param hint what to do; empty when there is nothing to add
   */
  ConditionSyntaxException(String text, int at, String problem, String hint) {
    super(problem + (hint.isEmpty() ? "" : "; " + hint));
    this.text = text;
    this.at = Math.min(at, text.length());
    this.problem = problem;
    this.hint = hint;
  }

  /** The same with more advice, unless there is some already. */
  ConditionSyntaxException adding(String advice) {
    return hint.isEmpty() ? new ConditionSyntaxException(text, at, problem, advice) : this;
  }

  /** The whole condition. */
  String text() {
    return text;
  }

  /** The line within the condition, from 1. */
  public int line() {
    return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
  }

  /** The column within that line, from 1. */
  public int column() {
    return at - lineStart() + 1;
  }

  /** What is wrong, without place and hint. */
  public String problem() {
    return problem;
  }

  /** What to do, "did you mean" included; empty when there is nothing to add. */
  public String hint() {
    return hint;
  }

  /** The line in question, shortened if it is very long, and below it a caret. */
  public String excerpt() {
    int start = lineStart();
    int end = text.indexOf('\n', at);
    String line = text.substring(start, end < 0 ? text.length() : end).replace('\t', ' ');
    int caret = at - start;
    int from = Math.max(0, Math.min(caret - WIDTH / 2, line.length() - WIDTH));
    String shown = line.substring(from, Math.min(line.length(), from + WIDTH));
    return "    " + shown + "\n    " + " ".repeat(caret - from) + "^";
  }

  /** As an error of a config file, in which the condition's value begins at this place. */
  public Diagnostic at(Place place) {
    String advice = hint.isEmpty() ? "" : hint + "\n";
    return Diagnostic.error(place, "condition: " + problem, advice + excerpt());
  }

  private int lineStart() {
    return text.lastIndexOf('\n', at - 1) + 1;
  }
}
