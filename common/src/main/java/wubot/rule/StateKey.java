// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.message.Fields;
import wubot.message.Message;

/**
 * What stateful reactions tell things apart by: the host a message was made on, its key, and its
 * item where one key covers several things.
 *
 * <p>The key alone would not do: a config file without a host's name in it runs on every host under
 * the same key, and a disk that is full on one of them is not mended by an empty one on another.
 */
public final class StateKey {

  private StateKey() {}

  /** The key of this message: {@code host/key} or {@code host/key:item}, as far as it has them. */
  public static String of(Message message) {
    String host = message.text(Fields.HOSTNAME);
    String item = message.text(Fields.ITEM);
    return (host.isEmpty() ? "" : host + "/")
        + message.text(Fields.KEY)
        + (item.isEmpty() ? "" : ":" + item);
  }
}
