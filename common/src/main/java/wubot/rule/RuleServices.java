// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.time.Clock;

/**
 * The services of a daemon as one rule gets them.
 *
 * @param daemon what all rules get
 * @param rule the path of the rule
 * @param common what the reactions of the daemon hold in common
 */
record RuleServices(ReactionServices daemon, String rule, HeldInCommon common)
    implements ReactionServices {

  @Override
  public Clock clock() {
    return daemon.clock();
  }

  @Override
  public String host() {
    return daemon.host();
  }

  @Override
  public Path home() {
    return daemon.home();
  }

  @Override
  public StateSpace state(String name) {
    return daemon.state(name);
  }

  @Override
  public EventTime time() {
    return daemon.time();
  }

  @Override
  public SharedValues values() {
    return daemon.values();
  }

  @Override
  public Conversations conversations() {
    return daemon.conversations();
  }

  @Override
  public String instance() {
    return daemon.instance();
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return daemon.outlet(queueDirectory);
  }
}
