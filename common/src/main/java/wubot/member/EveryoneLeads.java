// SPDX-License-Identifier: Apache-2.0
package wubot.member;

/** A group in which everyone does what nobody can claim. */
record EveryoneLeads() implements Leadership {

  @Override
  public boolean isMine() {
    return true;
  }

  @Override
  public boolean isOthers() {
    return false;
  }
}
