// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import wubot.message.Message;
import wubot.rule.RuleFailure;

/**
 * What became of one message.
 *
 * @param message as the rules left it
 * @param effects what reactions would have done outside, in order
 * @param failures the rules that failed
 */
record Outcome(Message message, List<Effect> effects, List<RuleFailure> failures) {}
