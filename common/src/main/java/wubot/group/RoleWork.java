// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * What runs on exactly one member of a group. All methods are called by the role's own thread, one
 * after the other, never while the group holds a lock. Each start is followed by one stop or drain
 * before the next start, also a start that threw.
 */
public interface RoleWork {

  /**
   * Begins the work and returns; the work goes on in threads of its own. Each effect asks {@link
   * Grant#mayAct} first.
   *
   * @throws Exception when it cannot: the role goes to another member
   */
  void start(Grant grant) throws Exception;

  /**
   * Ends the work; nothing more may come from it once this returns. Called when another member may
   * have the role already, or the work failed: {@link Grant#mayAct} says no.
   *
   * @param why for people
   */
  void stop(String why);

  /**
   * Ends the work in an orderly way: takes nothing more in, finishes or parks what is under way,
   * closes connections so that they can be resumed, and leaves all of it for the next holder.
   * Meanwhile the role is still this member's. Also called when nobody is known to follow.
   *
   * @param why for people
   */
  default Handover drain(String why) {
    stop(why);
    return Handover.nothing();
  }

  /** Whether it can go on from a handover of this schema. */
  default boolean reads(int schema) {
    return true;
  }
}
