// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.message.Message;

/** Watches one message on its way through the rules. */
public interface RuleTrace {

  /** The condition of a rule was decided; called for every rule the message meets, in order. */
  void decided(Rule rule, Decision decision);

  /**
   * The reaction of a rule ran, or failed.
   *
   * @param before a copy of the message before it
   * @param after the message itself; copy it to keep it
   */
  void reacted(Rule rule, Message before, Message after);

  /** A rule failed; called before {@link #reacted} when its reaction did. */
  void failed(Rule rule, RuleFailure failure);
}
