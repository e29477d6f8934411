// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/**
 * How a daemon runs the reactions of its rules: it may put something around one, such as a durable
 * outbox around those that speak to somebody else.
 */
@FunctionalInterface
public interface ReactionDecorator {

  /** Runs every reaction as it is. */
  ReactionDecorator NONE = (rule, reaction) -> reaction;

  /**
   * Called once for the reaction of each rule, before the first message.
   *
   * @param rule the rule, with the kind of reaction and how often to retry
   * @param reaction what its type made
   * @return what the engine calls in its place, and closes
   */
  Reaction decorate(Rule rule, Reaction reaction);
}
