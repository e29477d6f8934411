// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import wubot.group.Claims;
import wubot.group.Policy;
import wubot.member.Leadership;
import wubot.member.OnUnavailable;
import wubot.rule.Sharing;

/**
 * What couriers need of the group that this reactor belongs to.
 *
 * @param sharing of rules that do not say how
 * @param claims decides who delivers
 * @param leader who delivers what has no name that all agree on
 * @param away what to do while the store does not answer
 * @param gap how long others keep what the leader should deliver
 * @param nanoTime a clock that is never set
 */
record Together(
    Sharing sharing,
    Claims claims,
    Leadership leader,
    OnUnavailable away,
    Duration gap,
    LongSupplier nanoTime) {

  /** How that is claimed; empty for everyone. */
  static Optional<Policy> policy(Sharing sharing) {
    return switch (sharing) {
      case EVERYONE -> Optional.empty();
      case AT_MOST_ONCE -> Optional.of(Policy.AT_MOST_ONCE);
      case AT_LEAST_ONCE -> Optional.of(Policy.AT_LEAST_ONCE);
      case FENCED -> Optional.of(Policy.FENCED);
    };
  }
}
