// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/** Where a role stands in the group. */
public enum RoleState {
  /** Nobody has it. */
  VACANT,
  /** Its holder begins. */
  STARTING,
  /** Its holder acts. */
  RUNNING,
  /** Its holder brings the work to an end. */
  DRAINING,
  /** Its last holder has left it for another, who has not taken it yet. */
  HANDOVER
}
