// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;

/**
 * A role as this member last saw it.
 *
 * @param role its name
 * @param state where it stands in the group
 * @param holder who has it; empty when nobody
 * @param token of the last grant
 * @param type how the last holder started
 * @param previous who ran it before; empty when nobody
 * @param target who is to take it; empty when nobody
 * @param why it is as it is, for people; may be empty
 * @param stopped whether it was ordered to run nowhere
 * @param manual whether people moved it where it is
 * @param move the last order to move it; empty when there was none
 * @param outcome of that order, for people
 * @param known whether this member could run it, as far as its configuration goes
 * @param acting whether this member may act on it now
 * @param here what this member says about itself and the role, for people
 * @param alarm what somebody must look at; empty when nothing
 */
public record RoleStatus(
    String role,
    RoleState state,
    String holder,
    long token,
    StartType type,
    String previous,
    String target,
    String why,
    boolean stopped,
    boolean manual,
    String move,
    String outcome,
    boolean known,
    boolean acting,
    String here,
    String alarm) {

  /** The {@link #outcome} of a move that has begun and not ended. */
  public static final String UNDER_WAY = "under way";

  /**
   * As the board shows it, and as it is here.
   *
   * @param here empty when this member does not know the role
   * @param acts whether this member may begin an effect of it
   */
  static RoleStatus of(String name, RoleBoard board, Optional<Role> here, boolean acts) {
    RoleRecord record = board.seen(name).record();
    Optional<Readiness> readiness = here.map(Role::readiness);
    return new RoleStatus(
        name,
        record.state(),
        record.holder(),
        record.token(),
        record.type(),
        record.previous(),
        record.target(),
        record.why(),
        board.orders(name).stopped(),
        record.manual(),
        record.move(),
        record.outcome(),
        here.isPresent(),
        acts,
        readiness.map(one -> one.level() + " " + one.why()).orElse("").strip(),
        here.map(Role::alarm).orElse(""));
  }
}
