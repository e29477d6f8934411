// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import wubot.group.Grant;
import wubot.group.RoleWork;

/** A role whose work is what rules do with the messages about it. */
final class ToldRole implements RoleWork {

  @Override
  public void start(Grant grant) {
    // The rules are told that the role started here.
  }

  @Override
  public void stop(String why) {
    // The rules are told that the role stopped here.
  }
}
