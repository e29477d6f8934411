// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.Map;
import wubot.control.Problem;
import wubot.metrics.CommonSamples;
import wubot.metrics.MetricPage;
import wubot.metrics.MetricSource;

/** Numbers about the monitor for those who watch it. */
record MonitorMetrics(MonitorStatus status, CommonSamples common) implements MetricSource {

  @Override
  public List<Problem> problems() {
    return status.problems();
  }

  @Override
  public void measure(MetricPage page) {
    common.measure(page, problems());
    status.checks().forEach(check -> check(page, check));
    status.measureServices(page);
    status.measureGroup(page);
  }

  private static void check(MetricPage page, CheckStatus check) {
    Map<String, String> labels = MetricPage.labels("check", check.key());
    page.counter("wubot_check_runs_total", "Runs since the start.", labels, check.runs());
    page.counter("wubot_check_failures_total", "Runs that failed.", labels, check.failures());
    page.gauge(
        "wubot_check_failing",
        "Whether the check itself does not work.",
        labels,
        check.failing().isPresent() ? 1 : 0);
    page.gauge(
        "wubot_check_hanging",
        "Whether a run ignores that it was given up.",
        labels,
        check.state() == CheckStatus.State.HANGING ? 1 : 0);
    check
        .lastRun()
        .ifPresent(
            time ->
                page.gauge(
                    "wubot_check_last_run_timestamp_seconds",
                    "When the last run ended, since 1970.",
                    labels,
                    time.toEpochMilli() / 1e3));
  }
}
