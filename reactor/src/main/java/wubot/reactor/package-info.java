// SPDX-License-Identifier: Apache-2.0
/**
 * The reactor daemon: it walks the messages of a queue through the rule tree, and moves its cursor
 * after the effects.
 *
 * <p>The order in which things become durable is the whole point. A batch is read from the cursor;
 * each message goes through the tree; what reactions put on other queues becomes durable first
 * (stamped, so that a repeat is passed over), then the reactions' state together with the place in
 * the queue ({@link wubot.reactor.DurableState}), then the cursor moves. A crash between any two of
 * these repeats the batch on the state it found, and nothing arrives twice in another queue.
 *
 * <p>Reactions that speak to somebody else do not run in the walk: their messages go to an outbox,
 * a queue of their own, from which a courier delivers beside the walk, with retries.
 *
 * <p>The {@code Diary} notes what cannot be worked out again from a message and the rules, for
 * {@code wubot explain}; it is no part of what is certain.
 */
package wubot.reactor;
