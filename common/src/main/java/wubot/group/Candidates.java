// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who could have one role, out of what all members say and what people ordered. */
final class Candidates {

  private final RoleSettings settings;
  private final Member member;
  private final RoleBoard board;

  Candidates(RoleSettings settings, Member member, RoleBoard board) {
    this.settings = settings;
    this.member = member;
    this.board = board;
  }

  /** What members say about the role, of those that are alive, by name. */
  private Map<String, Readiness> alive(Readiness own) {
    Map<String, Readiness> alive = new TreeMap<>();
    for (MemberStatus one : member.members()) {
      if (one.alive() && !isSelf(one) && one.roles().containsKey(settings.name())) {
        alive.put(one.node(), one.roles().get(settings.name()));
      }
    }
    if (member.isIn()) {
      alive.put(member.node(), own);
    }
    return alive;
  }

  private boolean isSelf(MemberStatus one) {
    return one.node().equals(member.node());
  }

  /**
   * What all must agree on: what the holder says, else what most say, else what the last holder
   * said, else what the first says.
   */
  String agreed(RoleRecord record, Readiness own) {
    Map<String, Readiness> alive = alive(own);
    boolean held = record.isHeld() && incarnation(record.holder()).equals(record.incarnation());
    if (held && alive.containsKey(record.holder())) {
      return record.hash();
    }
    Map<String, Integer> votes = new HashMap<>();
    alive.values().forEach(one -> votes.merge(one.hash(), 1, Integer::sum));
    int most = votes.values().stream().max(Integer::compare).orElse(0);
    if (votes.getOrDefault(record.hash(), 0) == most) {
      return record.hash();
    }
    return alive.values().stream()
        .map(Readiness::hash)
        .filter(hash -> votes.get(hash) == most)
        .findFirst()
        .orElse(own.hash());
  }

  /** Members that are alive and disagree with the others about the role. */
  List<String> disagreeing(RoleRecord record, Readiness own) {
    String agreed = agreed(record, own);
    List<String> nodes = new ArrayList<>();
    alive(own)
        .forEach(
            (node, one) -> {
              if (!one.hash().equals(agreed)) {
                nodes.add(node);
              }
            });
    return nodes;
  }

  /** Those that could have it, by name; without the past ones of its record. */
  Map<String, Placement.Candidate> of(RoleRecord record, Readiness own) {
    Map<String, Placement.Candidate> candidates = new TreeMap<>();
    boolean sticks = settings.stickyManual() || !record.manual();
    alive(own)
        .forEach(
            (node, one) -> {
              boolean past = sticks && record.past().contains(incarnation(node));
              boolean holds = record.holder().equals(node);
              if (why(node, record, own).isEmpty() && (holds || !past)) {
                long weight = weight(node) + board.rolesOf(node, settings.name());
                boolean ready = holds || one.level() == Readiness.Level.READY;
                candidates.put(node, new Placement.Candidate(node, weight, ready));
              }
            });
    return candidates;
  }

  /** Why a member could not have the role, for people; empty when it could. */
  Optional<String> why(String node, RoleRecord record, Readiness own) {
    Readiness one = alive(own).get(node);
    if (one == null) {
      boolean alive = member.member(node).filter(MemberStatus::alive).isPresent();
      return Optional.of(
          alive
              ? node + " does not know the role"
              : "the member " + node + " is not there; there are " + alive(own).keySet());
    }
    if (!one.hash().equals(agreed(record, own))) {
      return Optional.of(node + " has other nodes or another timeout in its configuration");
    }
    if (!board.orders(settings.name()).permits(node, one.permitted())) {
      return Optional.of(node + " is not permitted to run it");
    }
    return one.level() == Readiness.Level.UNFIT
        ? Optional.of(node + ": " + one.why())
        : Optional.empty();
  }

  private long weight(String node) {
    return node.equals(member.node())
        ? member.settings().weight()
        : member.member(node).map(MemberStatus::weight).orElse(0L);
  }

  String incarnation(String node) {
    return node.equals(member.node())
        ? member.incarnation()
        : member.member(node).map(MemberStatus::incarnation).orElse("");
  }
}
