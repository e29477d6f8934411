// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.group.RoleSettings;
import wubot.member.GroupSettings;
import wubot.member.Membership;
import wubot.queue.QueueView;

/** The shards of a group, as far as they concern this member. */
final class Shards implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
  private static final long EVERY_MILLIS = 500;

  private final List<ShardRole> roles = new ArrayList<>();
  private final ShardFollower follower;
  private final ScheduledExecutorService clock;

  /**
   * Takes part in all of them from now on.
   *
   * @param plan which of them, when they start, and how long to leave them to those that have them
   */
  Shards(
      ShardSplit split,
      GroupSettings.ShardPlan plan,
      Membership membership,
      QueueView queue,
      Lane.Surroundings around) {
    this.follower =
        new ShardFollower(
            membership.store(),
            membership.settings().group() + ".reactor",
            split,
            IntStream.rangeClosed(plan.first(), plan.last()).boxed().toList(),
            queue);
    List<List<List<String>>> preferences = split.preferences();
    for (int number = plan.first(); number <= plan.last(); number++) {
      Path directory =
          Reactor.stateDirectory(around.setup().home()).resolve(ShardRole.name(number));
      ShardRole role = new ShardRole(number, split, queue, around, directory, follower);
      roles.add(role);
      membership.role(
          RoleSettings.builder(ShardRole.name(number), preferences.get(number))
              .timeout(Duration.ZERO)
              .settling(plan.delay())
              .manual(plan.manual())
              .build(),
          role);
    }
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "shards");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        executor.scheduleWithFixedDelay(
            this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    this.clock = executor;
  }

  /** Up to which record of this member's queue all shards are done. */
  long behind() {
    return follower.behind();
  }

  private void look() {
    try {
      roles.forEach(ShardRole::save);
      follower.follow();
      roles.forEach(ShardRole::tidy);
    } catch (RuntimeException e) { // has to go on
      LOG.warn("Shards could not be looked after; it is tried again.", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    follower.close();
  }
}
