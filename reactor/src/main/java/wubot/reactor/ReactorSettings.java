// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.metrics.Listen;
import wubot.rule.Sharing;

/**
 * What stands in {@code reactor.yaml} beside the rules.
 *
 * @param queue the queue to read
 * @param idleWarning silence longer than this is spoken of; zero never is
 * @param giveUpAfter how long a delivery is tried before its message becomes a dead letter
 * @param keepDiary how long to keep what reactions did, for {@code wubot explain}
 * @param metrics where to serve metrics and health
 * @param claim in a group, how members share what rules do that do not say so themselves
 */
record ReactorSettings(
    Path queue,
    Duration idleWarning,
    Duration giveUpAfter,
    Duration keepDiary,
    Optional<Listen> metrics,
    Optional<Sharing> claim) {

  private static final Setting<Path> QUEUE =
      Setting.path("queue")
          .byDefault("reactor")
          .describe("The queue to read, the one that the monitor of this host fills.");
  private static final Setting<Duration> IDLE_WARNING =
      Setting.duration("idle_warning")
          .byDefault("0")
          .describe(
              "Send a message through the rules when none came for longer than this, and one when"
                  + " they come again; 0 for never.")
          .example("10m");
  private static final Setting<Duration> GIVE_UP_AFTER =
      Setting.duration("give_up_after")
          .byDefault("1d")
          .describe(
              "A message that could not be delivered for longer than this becomes a dead letter.");
  private static final Setting<Duration> KEEP_DIARY =
      Setting.duration("keep_diary")
          .byDefault("24h")
          .describe(
              "How long to keep what reactions did with each message, for `wubot explain`; 0 keeps"
                  + " nothing.");
  private static final Setting<String> METRICS =
      Setting.text("metrics")
          .describe(
              "Where to serve numbers for Prometheus at /metrics and the health at /health: address"
                  + " and port, or a port of 127.0.0.1; nowhere when missing.")
          .example("127.0.0.1:9719");
  private static final Setting<Sharing> CLAIM =
      Setting.choice("claim", Sharing.class)
          .describe(
              "In a group: how members share what rules do that do not say so themselves; as in"
                  + " group.yaml when missing.");
  private static final Setting<Node> RULES =
      Setting.any("rules").required().describe("The rules, in order.");

  /** The keys of the file. */
  static final Settings KEYS =
      Settings.of(QUEUE, IDLE_WARNING, GIVE_UP_AFTER, KEEP_DIARY, METRICS, CLAIM, RULES);

  /**
   * As read.
   *
   * @throws IllegalArgumentException when a value is none, with its key
   */
  static ReactorSettings of(Values values) {
    return new ReactorSettings(
        values.path(QUEUE),
        values.get(IDLE_WARNING),
        values.get(GIVE_UP_AFTER),
        values.get(KEEP_DIARY),
        values.find(METRICS).map(Listen::parse),
        values.find(CLAIM));
  }
}
