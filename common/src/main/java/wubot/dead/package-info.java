// SPDX-License-Identifier: Apache-2.0
/**
 * Dead letters: messages that a rule could not handle, kept in a queue until somebody has dealt
 * with them.
 *
 * <p>The queue only grows: a {@link wubot.dead.DeadLetter} is a message with its error, and that
 * letters were replayed or dropped is a record of its own after them ({@link
 * wubot.dead.DealtWith}). {@link wubot.dead.DeadLetters} puts the two together. The cursor {@code
 * dealt-with} stands before the oldest letter that is still open, so that the queue's retention
 * removes what lies before it.
 */
package wubot.dead;
