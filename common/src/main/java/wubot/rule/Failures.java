// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Optional;

/** Turns what a rule threw into something to report. */
final class Failures {

  private Failures() {}

  static RuleFailure of(Rule rule, String reaction, Throwable thrown) {
    boolean passing = thrown instanceof ReactionFailure failure && failure.isPassing();
    return new RuleFailure(
        rule.path(), rule.place(), reaction, problem(thrown), passing, Optional.empty());
  }

  private static String problem(Throwable thrown) {
    boolean expected = thrown instanceof ReactionFailure || thrown instanceof RegexException;
    String message = thrown.getMessage();
    if (expected && message != null) {
      return message;
    }
    String name = thrown.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
