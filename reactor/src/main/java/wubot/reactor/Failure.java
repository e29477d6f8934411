// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import wubot.message.Message;

/**
 * A rule that could not do its work on a message.
 *
 * @param message as it stood then
 * @param rule the name of the rule
 * @param reaction the plugin it has
 * @param error what went wrong
 */
record Failure(Message message, String rule, String reaction, String error) {}
