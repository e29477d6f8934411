// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import wubot.control.ControlException;
import wubot.control.Problem;
import wubot.group.ClaimCounts;
import wubot.group.Handover;
import wubot.group.Member;
import wubot.group.MemberStatus;
import wubot.group.RoleStatus;
import wubot.group.Roles;
import wubot.group.StoreAway;

/**
 * What a member can tell of its group, as {@code wubot group status --json} prints it.
 *
 * @param store where members meet, for people
 * @param roles as last seen
 */
record MembershipFacts(
    GroupSettings settings, Member member, String store, List<RoleStatus> roles) {

  /** What the store keeps of a role for its next holder; of states only how large they are. */
  static Map<String, Object> left(String role, Roles roles) {
    try {
      Handover left =
          roles
              .left(role)
              .orElseThrow(
                  () -> new ControlException("nobody has left anything of the role " + role));
      Map<String, Object> states = new TreeMap<>();
      left.states().forEach((name, text) -> states.put(name, text.length()));
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("role", role);
      all.put("schema", left.schema());
      all.put("complete", left.complete());
      all.put("resume", left.resume().values());
      all.put("characters", states);
      return all;
    } catch (StoreAway e) {
      throw new ControlException("the group's store does not answer: " + e.getMessage(), e);
    }
  }

  Map<String, Object> all(ClaimCounts claims, List<Problem> problems) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("group", settings.group());
    all.put("node", settings.node());
    all.put("incarnation", member.incarnation());
    all.put("state", member.state().describe());
    all.put("store", store);
    all.put("members", member.members().stream().map(this::facts).toList());
    all.put("roles", roles.stream().map(MembershipFacts::facts).toList());
    all.put("claims", facts(claims));
    all.put("problems", problems.stream().map(Problem::what).toList());
    return all;
  }

  private Map<String, Object> facts(MemberStatus one) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", one.node());
    facts.put("state", one.alive() ? "alive" : one.left() ? "left" : "silent");
    facts.put("version", one.version());
    facts.put("incarnation", one.incarnation());
    facts.put(
        "roles",
        String.join(
            " ",
            roles.stream()
                .filter(role -> role.holder().equals(one.node()))
                .map(RoleStatus::role)
                .toList()));
    return facts;
  }

  private static Map<String, Object> facts(RoleStatus role) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("role", role.role());
    facts.put("state", role.state().name().toLowerCase(Locale.ROOT));
    facts.put("holder", role.holder());
    facts.put("token", role.token());
    facts.put("start", role.type().describe());
    facts.put("stopped", role.stopped());
    facts.put("note", role.alarm().isEmpty() ? role.why() : role.alarm());
    return facts;
  }

  private static Map<String, Object> facts(ClaimCounts counts) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("held", counts.held());
    facts.put("waiting", counts.waiting());
    facts.put("won", counts.won());
    facts.put("taken_over", counts.takenOver());
    facts.put("lost", counts.lost());
    facts.put("suspected_twice", counts.suspectedTwice());
    facts.put("abandoned", counts.abandoned());
    facts.put("failed", counts.failed());
    facts.put("unwritten", counts.unwritten());
    facts.put("remembered", counts.remembered());
    return facts;
  }
}
