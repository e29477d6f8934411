// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.message.Message;

/** A queue as a reaction sees it. */
public interface Outlet {

  /** Takes a copy of the message as it is now. */
  void put(Message message);
}
