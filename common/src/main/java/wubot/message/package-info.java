// SPDX-License-Identifier: Apache-2.0
/**
 * The message: what a check makes, a queue keeps, a relay carries and rules change.
 *
 * <p>A {@link wubot.message.Message} is a flat, ordered map from field name to value, with an
 * {@link wubot.message.Identity} and a hop list beside it that rules cannot touch. {@link
 * wubot.message.FieldValue} holds the rules about values: what is allowed, what counts as true,
 * when a text is a number. {@link wubot.message.MessageCodec} is the binary form, bounded when
 * read. {@link wubot.message.Fields} names the fields that wubot itself reads or writes.
 */
package wubot.message;
