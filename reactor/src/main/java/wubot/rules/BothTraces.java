// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import wubot.message.Message;
import wubot.rule.Decision;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;

/**
 * Two that watch.
 *
 * @param first told first
 * @param second told then
 */
record BothTraces(RuleTrace first, RuleTrace second) implements RuleTrace {

  /** Nobody. */
  static final RuleTrace NOBODY =
      new RuleTrace() {
        @Override
        public void decided(Rule rule, Decision decision) {}

        @Override
        public void reacted(Rule rule, Message before, Message after) {}

        @Override
        public void failed(Rule rule, RuleFailure failure) {}
      };

  @Override
  public void decided(Rule rule, Decision decision) {
    first.decided(rule, decision);
    second.decided(rule, decision);
  }

  @Override
  public void reacted(Rule rule, Message before, Message after) {
    first.reacted(rule, before, after);
    second.reacted(rule, before, after);
  }

  @Override
  public void failed(Rule rule, RuleFailure failure) {
    first.failed(rule, failure);
    second.failed(rule, failure);
  }
}
