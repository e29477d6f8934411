// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;

/**
 * Something that happened to a role at this member, for log lines, metrics and messages to rules.
 *
 * @param role its name
 * @param kind what happened
 * @param token of the grant it happened to; 0 when this member has none
 * @param type how it started; empty when it is not about a start
 * @param why for people; may be empty
 */
public record RoleEvent(String role, Kind kind, long token, Optional<StartType> type, String why) {

  /** What can happen. */
  public enum Kind {
    /** This member took the role and begins the work. */
    STARTING,
    /** The work has begun. */
    STARTED,
    /** The work could not begin; the role goes elsewhere. */
    START_FAILED,
    /** The work failed. */
    FAILED,
    /** The work failed for good here, and the settings say that the daemon ends then. */
    GAVE_UP,
    /** The work is done. */
    FINISHED,
    /** This member begins to end the work in an orderly way. */
    DRAINING,
    /** The work ended in an orderly way and the role is free. */
    RELEASED,
    /** The work ended in an orderly way and the role waits for the member in {@code why}. */
    HANDED_OVER,
    /** The time of this member was over, or somebody else has the role: the work was stopped. */
    FENCED,
    /** Another member has the role since the store was away; this one, which went on, stopped. */
    YIELDED,
    /** A move did not come off. */
    MOVE_FAILED,
    /** Somebody must look at this. */
    ALARM,
    /** What the last alarm was about is over. */
    ALARM_OVER
  }
}
