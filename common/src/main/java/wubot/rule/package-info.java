// SPDX-License-Identifier: Apache-2.0
/**
 * Rules: conditions, trees of rules, the engine that walks messages through them, and the reactions
 * that only change fields.
 *
 * <p>A {@link wubot.rule.ReactionType} describes a plugin and makes {@link wubot.rule.Reaction}s
 * from its settings; reactions that need the outside get it from {@link
 * wubot.rule.ReactionServices}.
 */
package wubot.rule;
