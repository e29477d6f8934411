// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Optional;
import wubot.config.Place;
import wubot.message.Message;

/**
 * What went wrong with one rule and one message; the other rules went on.
 *
 * @param rule the path of the rule
 * @param place where the rule is written
 * @param reaction the name of its reaction; {@code condition} when it was that
 * @param problem what went wrong, without secrets
 * @param passing whether trying again later may help
 * @param message the message as the rule left it, empty when there was none
 */
public record RuleFailure(
    String rule,
    Place place,
    String reaction,
    String problem,
    boolean passing,
    Optional<Message> message) {

  /** The same with a copy of the message it failed on. */
  RuleFailure on(Message at) {
    return new RuleFailure(rule, place, reaction, problem, passing, Optional.of(at.copy()));
  }

  @Override
  public String toString() {
    return "rule '" + rule + "' (" + place + "): " + reaction + ": " + problem;
  }
}
