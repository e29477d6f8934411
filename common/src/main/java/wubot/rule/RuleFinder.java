// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import wubot.message.Message;

/** Finds the places of rules that can fire for a message, by what the message has in a field. */
interface RuleFinder {

  /**
   * Adds the places that it finds, in lists that ascend.
   *
   * @param lists what was found so far; null for nothing, so that finding nothing costs nothing
   * @return the same with what was found here
   */
  List<int[]> find(Message message, List<int[]> lists);
}
