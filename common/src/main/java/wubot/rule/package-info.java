// SPDX-License-Identifier: Apache-2.0
/**
 * Rules: conditions, trees of rules, the engine that walks messages through them, and the reactions
 * that only change fields.
 *
 * <p>A {@link wubot.rule.ReactionType} describes a plugin and makes {@link wubot.rule.Reaction}s
 * from its settings; reactions that need the outside get it from {@link
 * wubot.rule.ReactionServices}.
 *
 * <p>An {@link wubot.rule.Engine} does what testing every condition in turn would do, without
 * testing them all. A {@code ListIndex} finds the rules of a list by texts that their conditions
 * cannot do without (a {@code Guard}, {@code NeededParts}) or by numbers ({@code Threshold}); for
 * the others a {@code Plan} keeps what the fields that say where a message comes from decide of
 * them, once for each combination of values. {@code EngineAgreesTest} holds both against the plain
 * walk.
 */
package wubot.rule;
