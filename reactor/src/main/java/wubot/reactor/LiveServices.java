// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import wubot.rule.Conversations;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
import wubot.rule.ReactionServices;
import wubot.rule.SharedValues;
import wubot.rule.StateSpace;

/**
 * What reactions get of the reactor.
 *
 * @param input the queue that is walked: nothing may be put there, it would come back for ever
 * @param shared values of the group, where there is one
 * @param talks conversations of the group
 * @param member who this is in the group
 */
record LiveServices(
    Clock clock,
    String host,
    Path home,
    Path input,
    EventTime time,
    Function<String, StateSpace> states,
    Function<Path, Outlet> outlets,
    Optional<SharedValues> shared,
    Optional<Conversations> talks,
    Optional<String> member)
    implements ReactionServices {

  @Override
  public StateSpace state(String name) {
    return states.apply(name);
  }

  @Override
  public SharedValues values() {
    return shared.orElseGet(ReactionServices.super::values);
  }

  @Override
  public Conversations conversations() {
    return talks.orElseGet(ReactionServices.super::conversations);
  }

  @Override
  public String instance() {
    return member.orElseGet(ReactionServices.super::instance);
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    Path queue = queueDirectory.toAbsolutePath().normalize();
    if (queue.equals(input.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          queue + " is the queue this reactor reads: a message put there would come back for ever");
    }
    return outlets.apply(queue);
  }
}
