// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.config.Diagnostic;
import wubot.config.Place;

/** A template that cannot be read: where in its text, why, and what was probably meant. */
public final class TemplateSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String text;
  private final int line;
  private final int column;
  private final String problem;
  private final String hint;

  TemplateSyntaxException(String text, int at, String problem, String hint) {
    super(problem + (hint.isEmpty() ? "" : "; " + hint));
    this.text = text;
    int start = text.lastIndexOf('\n', at - 1) + 1;
    this.line = 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
    this.column = at - start + 1;
    this.problem = problem;
    this.hint = hint;
  }

  /** The whole template. */
  String text() {
    return text;
  }

  /** The line within the template, from 1. */
  public int line() {
    return line;
  }

  /** The column within that line, from 1. */
  public int column() {
    return column;
  }

  /** As an error of a config file, in which the template begins at this place. */
  public Diagnostic at(Place place) {
    String where = line > 1 ? "line " + line + ", column " + column : "column " + column;
    return Diagnostic.error(place, "template, " + where + ": " + problem, hint);
  }
}
