// SPDX-License-Identifier: Apache-2.0
/**
 * Numbers about a daemon for Prometheus, and its health for whatever restarts or watches it.
 *
 * <p>A {@link wubot.metrics.MetricSource} fills a {@link wubot.metrics.MetricPage} when somebody
 * asks; nothing is collected in between. The {@link wubot.metrics.MetricsServer} serves the page at
 * {@code /metrics} and the health at {@code /health}. Labels are names from the config, never
 * contents of messages, and there are at most so many series of a name: a daemon cannot flood who
 * watches it, and no secret gets there.
 */
package wubot.metrics;
