// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.OptionalLong;
import wubot.group.Grant;

/**
 * All turns, while this member holds the role: whoever held it before is kept out by its smaller
 * token.
 *
 * @param node this member's name
 * @param name of this member in this life
 */
record HeldTurns(String node, String name, Grant grant) implements Turns {

  @Override
  public boolean mayAct() {
    return grant.mayAct();
  }

  @Override
  public OptionalLong token() {
    return OptionalLong.of(grant.token());
  }

  @Override
  public long patience(long number) {
    return 0;
  }

  @Override
  public boolean isBusy(SlotRecord last, long version) {
    return false;
  }

  @Override
  public boolean mayGoBack(long version) {
    return true;
  }
}
