// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/** A text on which a regular expression would take too long; the text itself is not repeated. */
public final class RegexException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RegexException(String problem) {
    super(problem);
  }
}
