// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import wubot.message.Message;

/**
 * A message and its place in the queue it was sent from.
 *
 * @param sequence from 1, growing along a link; numbers may be left out
 */
record Numbered(long sequence, Message message) {}
