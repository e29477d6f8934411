// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;

/** The keys that every instance understands, whatever its plugin. */
public final class CommonKeys {

  /** How often a check runs. */
  public static final Setting<Duration> DELAY =
      Setting.duration("delay")
          .describe(
              "How often the check runs, counted from start to start. Without it each plugin has its"
                  + " own default, usually 1m.")
          .example("5m");

  /** How long one run may take. */
  public static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout")
          .byDefault("30s")
          .describe(
              "How long one run may take. After that it is interrupted and counts as failed.");

  /** Random part of the first start. */
  public static final Setting<Duration> RAND =
      Setting.duration("rand")
          .describe(
              "The first run after a start is put off by a random time below this, so that many"
                  + " hosts with the same file do not act at the same moment.")
          .example("30s");

  /** Whether the instance runs at all. */
  public static final Setting<Boolean> ENABLED =
      Setting.flag("enabled")
          .byDefault("true")
          .describe("With false the file stays, but nothing runs. The spelling enable works too.");

  /** The other spelling of {@link #ENABLED}. */
  public static final Setting<Boolean> ENABLE =
      Setting.flag("enable").describe("Another spelling of enabled.");

  /** Rules for the messages of this instance alone. */
  public static final Setting<Node> REACT =
      Setting.any("react")
          .describe(
              "Rules that this instance's messages go through before they are put on the queue. A"
                  + " message that leaves them with last_rule set is dropped.");

  /** Who of a group runs it. */
  public static final Setting<Node> ROLE =
      Setting.any("role")
          .describe(
              "Of the monitors of a group, one runs this check at a time: preferred, balanced,"
                  + " round-robin, or a map with placement (also pinned), nodes, timeout, misfire"
                  + " (skip, once, all), most and on_store_loss. Needs config/group.yaml.")
          .example("{nodes: [joe, [mike, robert]], timeout: 5s, misfire: once}");

  /** All of them, as the reference page lists them. */
  public static final Settings ALL =
      Settings.of(DELAY, TIMEOUT, RAND, ENABLED, ENABLE, REACT, ROLE);

  private CommonKeys() {}

  /** The keys of an instance of this plugin: its own first, then the common ones. */
  public static Settings with(PluginType type) {
    return type.settings().and(ALL);
  }
}
