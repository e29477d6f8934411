// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import wubot.message.Message;

/** The rules of one instance for its own messages. */
interface React extends AutoCloseable {

  /** No rules: everything stays as it is. */
  React NONE = message -> true;

  /** Walks the message through the rules, in place; false means that it is dropped. */
  boolean keeps(Message message) throws InterruptedException;

  @Override
  default void close() {}
}
