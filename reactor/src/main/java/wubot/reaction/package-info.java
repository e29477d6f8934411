// SPDX-License-Identifier: Apache-2.0
/**
 * The reactions with the outside world, one class each: stores, notifiers, commands, queues.
 * Registered in {@code META-INF/services/wubot.rule.ReactionType}.
 */
package wubot.reaction;
