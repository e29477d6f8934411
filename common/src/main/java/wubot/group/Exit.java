// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * Where a role goes that its holder gives up in an orderly way.
 *
 * @param target the member that is to take it; empty for whoever the placement names
 * @param manual whether people wanted it
 * @param move the order to move it that this is about; empty for none
 * @param patient whether the others wait as after a death
 * @param why for people
 */
record Exit(String target, boolean manual, String move, boolean patient, String why) {

  static Exit release(String why, boolean patient) {
    return new Exit("", false, "", patient, why);
  }

  static Exit to(String target, String why) {
    return new Exit(target, false, "", false, why);
  }

  static Exit ordered(String target, String move) {
    return new Exit(target, true, move, false, "ordered to move to " + target);
  }
}
