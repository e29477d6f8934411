// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.util.Optional;
import wubot.group.Grant;
import wubot.group.RoleWork;

/** Being the leader: nothing runs, others ask whether they may. */
final class LeaderWork implements RoleWork {

  private volatile Optional<Grant> grant = Optional.empty();

  @Override
  public void start(Grant given) {
    grant = Optional.of(given);
  }

  @Override
  public void stop(String why) {
    grant = Optional.empty();
  }

  /** Whether this member leads, at this moment for certain. */
  boolean isMine() {
    return grant.filter(Grant::mayAct).isPresent();
  }
}
