// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.List;
import java.util.Map;
import wubot.control.Problem;
import wubot.member.GroupMetrics;
import wubot.metrics.CommonSamples;
import wubot.metrics.MetricPage;
import wubot.metrics.MetricSource;
import wubot.rule.Engine;

/** Numbers about the reactor for those who watch it. */
record ReactorMetrics(ReactorStatus status, CommonSamples common) implements MetricSource {

  @Override
  public List<Problem> problems() {
    return status.problems();
  }

  @Override
  public void measure(MetricPage page) {
    common.measure(page, problems());
    page.gauge("wubot_dead_letters", "Dead letters that are open.", status.deadLetters());
    status.parts().ifPresent(parts -> measure(page, parts));
  }

  private static void measure(MetricPage page, ReactorStatus.Parts parts) {
    page.counter(
        "wubot_reactor_handled_total",
        "Messages walked through the rules.",
        parts.walk().handled());
    page.counter(
        "wubot_reactor_failures_total", "Times that a rule failed.", parts.walk().failed());
    page.gauge("wubot_reactor_rules", "Rules in force.", parts.trees().rules().orElse(0));
    page.gauge(
        "wubot_reactor_held",
        "Whether something keeps the reactor from going on, such as a full disk.",
        parts.walk().heldUp().isPresent() ? 1 : 0);
    for (Engine.Hits hits : parts.trees().hits()) {
      Map<String, String> labels = MetricPage.labels("rule", hits.rule().path());
      page.counter(
          "wubot_rule_fired_total", "Messages that the rule fired for.", labels, hits.fired());
      page.counter("wubot_rule_failed_total", "Times the rule failed.", labels, hits.failed());
    }
    parts.group().ifPresent(group -> GroupMetrics.measure(group, page));
    for (Couriers.Status courier : parts.couriers().status()) {
      page.gauge(
          "wubot_delivery_failing",
          "Whether the deliveries of a rule fail.",
          MetricPage.labels("rule", courier.rule(), "reaction", courier.plugin()),
          courier.trouble().isPresent() ? 1 : 0);
    }
  }
}
