// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import wubot.group.ClaimCounts;
import wubot.group.MemberStatus;
import wubot.group.RoleStatus;
import wubot.metrics.MetricPage;

/** Numbers about a membership for those who watch it. */
public final class GroupMetrics {

  private GroupMetrics() {}

  /** Adds them to a page. */
  public static void measure(Membership of, MetricPage page) {
    page.gauge(
        "wubot_group_present",
        "Whether this member is in its group and the store answers.",
        of.member().state().isPresent() ? 1 : 0);
    page.gauge(
        "wubot_group_members",
        "Members that are alive, as this one sees it.",
        of.member().members().stream().filter(MemberStatus::alive).count());
    ClaimCounts counts = of.claims().counts();
    page.gauge("wubot_claims_held", "Claims that this member is at.", counts.held());
    page.counter("wubot_claims_won_total", "Claims that this member won.", counts.won());
    page.counter("wubot_claims_lost_total", "Claims that other members won.", counts.lost());
    page.counter(
        "wubot_claims_taken_over_total",
        "Claims won that another member had before.",
        counts.takenOver());
    page.counter(
        "wubot_claims_suspected_twice_total",
        "Effects that may have happened twice.",
        counts.suspectedTwice());
    page.counter(
        "wubot_claims_abandoned_total",
        "Effects taken with at_most_once that nobody finished.",
        counts.abandoned());
    for (RoleStatus role : of.roles().status()) {
      page.gauge(
          "wubot_role_held",
          "Whether this member acts in the role.",
          MetricPage.labels("role", role.role()),
          role.acting() ? 1 : 0);
    }
  }
}
