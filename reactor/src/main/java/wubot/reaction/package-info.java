// SPDX-License-Identifier: Apache-2.0
/**
 * The reactions with the outside world and with a memory, one class each: queues, stores,
 * notifiers, commands, state.
 *
 * <p>Each is a {@link wubot.rule.ReactionType}, registered in {@code
 * META-INF/services/wubot.rule.ReactionType}, that declares its settings and makes the reactions
 * themselves. To add one, write the class, add its line there, and write its reference page anew
 * (docs/reference/reactions). A type's {@link wubot.rule.ReactionType.Work} decides where the
 * daemon runs it: in the walk through the tree, or as a delivery beside it.
 */
package wubot.reaction;
