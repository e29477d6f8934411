// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import wubot.config.ConfigTree;
import wubot.config.Problems;
import wubot.member.GroupFile;
import wubot.member.GroupSettings;
import wubot.message.Message;

/** Which messages of a group with shards its members walk, for who looks at one from outside. */
public final class ShardSight {

  private final Path state;
  private final Optional<ShardSplit> split;

  private ShardSight(Path state, Optional<ShardSplit> split) {
    this.state = state;
    this.split = split;
  }

  /** As the files of this member's home say; without a group nothing is walked elsewhere. */
  public static ShardSight of(Path home, String host) {
    return new ShardSight(
        Reactor.stateDirectory(home),
        new GroupFile(new ConfigTree(home, host))
            .load(new Problems())
            .flatMap(GroupSettings::shards)
            .map(ShardSight::split));
  }

  static ShardSplit split(GroupSettings.ShardPlan plan) {
    return new ShardSplit(plan.count(), plan.field(), plan.nodes());
  }

  /** The shard of a message that came in, if this member has never held it; such as shard-3. */
  public Optional<String> neverHeld(Message message) {
    return split
        .map(shards -> ShardRole.name(shards.of(message)))
        .filter(shard -> !Files.exists(state.resolve(shard)));
  }
}
