// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Work of a role that does nothing but note what is asked of it. */
final class LoggedWork implements RoleWork {

  final String node;
  final List<String> log;
  final List<Long> tokens = new ArrayList<>();
  Optional<Grant> grant = Optional.empty();
  Optional<Handover> found = Optional.empty();
  Handover leaves = Handover.nothing();
  boolean failsToStart;
  int reads = 1;

  /** Notes go to a list that several share, so that their order is seen. */
  LoggedWork(String node, List<String> log) {
    this.node = node;
    this.log = log;
  }

  @Override
  public void start(Grant given) {
    if (failsToStart) {
      log.add(node + " FAILS");
      throw new IllegalStateException("it cannot");
    }
    tokens.add(given.token());
    grant = Optional.of(given);
    found = given.left();
    log.add(node + " START " + given.type().describe());
  }

  @Override
  public void stop(String why) {
    if (grant.isPresent()) {
      log.add(node + " STOP");
    }
    grant = Optional.empty();
  }

  @Override
  public Handover drain(String why) {
    stop(why);
    return leaves;
  }

  @Override
  public boolean reads(int schema) {
    return schema <= reads;
  }

  /** What it would leave: one state and one number. */
  void leaves(int schema, String state, long cursor) {
    leaves =
        Handover.complete(
            schema, Document.empty().with("cursor", cursor), Map.of("counter", state));
  }

  boolean isActing() {
    return grant.filter(Grant::mayAct).isPresent();
  }
}
