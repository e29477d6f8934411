// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import wubot.config.Secret;
import wubot.group.ClaimSettings;
import wubot.group.RoleSettings;
import wubot.group.StartBarrier;
import wubot.rule.Sharing;

/**
 * What stands in {@code group.yaml}.
 *
 * @param group the group's name
 * @param node this member's name
 * @param place where the store is, and how to get in
 * @param sessionTtl after so long without a sign of life a member counts as gone
 * @param claims how effects are claimed
 * @param sharing of rules that do not say how
 * @param dedupeTtl for how long what is done is remembered, where that goes by time
 * @param flowTtl a conversation that rested for so long is over
 * @param sticky whether a conversation is lost with its member
 * @param onUnavailable what to do with effects while the store does not answer
 * @param byLeader whether the leader does what has no name that all agree on, or everyone
 * @param leaderGap how long others keep what the leader should do
 * @param candidate whether this member takes roles
 * @param weight how much it has to do besides, in roles
 * @param barrier whom to wait for at the start
 * @param exitWhenMissing whether the daemon ends when a mandatory peer is missing
 * @param shards how members share messages by key
 * @param roles what runs on one member at a time
 * @param observed roles of which every rule here hears the commands
 */
public record GroupSettings(
    String group,
    String node,
    StorePlace place,
    Duration sessionTtl,
    ClaimSettings claims,
    Sharing sharing,
    Duration dedupeTtl,
    Duration flowTtl,
    boolean sticky,
    OnUnavailable onUnavailable,
    boolean byLeader,
    Duration leaderGap,
    boolean candidate,
    long weight,
    StartBarrier barrier,
    boolean exitWhenMissing,
    Optional<ShardPlan> shards,
    List<RoleSettings> roles,
    Set<String> observed) {

  /**
   * Where the store is, and how to get in.
   *
   * @param uri as configured; may hold a password
   * @param user empty for nobody
   * @param password of the user
   * @param authority PEM file of who signed the store's certificate
   * @param certificate PEM file of this member's own
   * @param key PEM file of its key
   */
  public record StorePlace(
      String uri,
      Optional<String> user,
      Optional<Secret> password,
      Optional<Path> authority,
      Optional<Path> certificate,
      Optional<Path> key) {

    /** Without the place, which may hold a password. */
    @Override
    public String toString() {
      return "StorePlace";
    }
  }

  /**
   * How members share messages by key.
   *
   * @param count how many parts
   * @param first the first of them that this group walks, from 0
   * @param last the last of them
   * @param manual whether each is walked only once people ordered it
   * @param field whose value decides
   * @param nodes the members that share them
   * @param delay how long a member that comes back leaves its parts to those that have them
   */
  public record ShardPlan(
      int count,
      int first,
      int last,
      boolean manual,
      String field,
      List<String> nodes,
      Duration delay) {}

  /** Copies the collections. */
  public GroupSettings {
    roles = List.copyOf(roles);
    observed = Set.copyOf(observed);
  }

  /** The settings of a role. */
  public Optional<RoleSettings> role(String name) {
    return roles.stream().filter(role -> role.name().equals(name)).findFirst();
  }
}
