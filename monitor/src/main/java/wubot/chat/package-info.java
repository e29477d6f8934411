// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin Chat: people talk to wubot over XMPP, alone or in rooms.
 *
 * <p>A {@link wubot.chat.Chat} holds the connection. What somebody on the allow list says to wubot
 * becomes a message on the main queue ({@code Hearing}), for the rules to react to; what rules
 * answer lies on a queue of its own, from which {@code Speaking} says it, in order, and moves its
 * cursor when it has arrived. Nothing here knows a command: that is the business of the rules.
 */
package wubot.chat;
