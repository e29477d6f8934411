// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * How a daemon is a member.
 *
 * @param group the group's name; the keys in the store begin with it
 * @param node the member's own name, e.g. {@code reactor/joe}; stays the same across restarts
 * @param ttl after so long without a sign of life others count it as gone; it writes three times in
 *     this time, and stops acting after two thirds of it. At least 300 ms
 * @param poll how often the store is read when it does not tell of changes
 * @param version of wubot, for people
 * @param weight how much it has to do already: of equals the one with the smaller sum of weight and
 *     roles gets a role
 * @param candidate whether it takes roles at all
 */
public record MemberSettings(
    String group,
    String node,
    Duration ttl,
    Duration poll,
    String version,
    long weight,
    boolean candidate) {

  private static final Duration SHORTEST_TTL = Duration.ofMillis(300);
  private static final Duration SHORTEST_POLL = Duration.ofMillis(20);
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  /** Checks the values. */
  public MemberSettings {
    if (ttl.compareTo(SHORTEST_TTL) < 0) {
      throw new IllegalArgumentException("a time to live of " + ttl + " is shorter than 300 ms");
    }
    if (group.isBlank() || node.isBlank()) {
      throw new IllegalArgumentException("a group and a node need names");
    }
  }

  /** A candidate of no weight, which polls at a twentieth of the time to live. */
  public static MemberSettings of(String group, String node, Duration ttl, String version) {
    Duration poll = ttl.dividedBy(20);
    if (poll.compareTo(SHORTEST_POLL) < 0) {
      poll = SHORTEST_POLL;
    }
    if (poll.compareTo(LONGEST_POLL) > 0) {
      poll = LONGEST_POLL;
    }
    return new MemberSettings(group, node, ttl, poll, version, 0, true);
  }

  /** The same, with so much to do besides. */
  public MemberSettings withWeight(long other) {
    return new MemberSettings(group, node, ttl, poll, version, other, candidate);
  }

  /** The same, taking roles or not. */
  public MemberSettings withCandidate(boolean other) {
    return new MemberSettings(group, node, ttl, poll, version, weight, other);
  }

  /** A key of the group in the store. */
  String key(String rest) {
    return group + "/" + rest;
  }
}
