// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.config.Place;

/**
 * What went wrong with one rule and one message; the other rules went on.
 *
 * @param rule the path of the rule
 * @param place where the rule is written
 * @param reaction the name of its reaction; {@code condition} when it was that
 * @param problem what went wrong, without secrets
 * @param passing whether trying again later may help
 */
public record RuleFailure(
    String rule, Place place, String reaction, String problem, boolean passing) {

  @Override
  public String toString() {
    return "rule '" + rule + "' (" + place + "): " + reaction + ": " + problem;
  }
}
