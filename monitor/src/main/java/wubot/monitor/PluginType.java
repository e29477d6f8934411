// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.List;
import wubot.config.Problems;
import wubot.config.Settings;
import wubot.config.Values;

/** A kind of monitor plugin, found through ServiceLoader: a check or a service. */
public sealed interface PluginType permits CheckType, ServiceType {

  /** The name of its directory below {@code config/plugins}. */
  String name();

  /** What it does, in a sentence or two. */
  String summary();

  /** Its own keys; those that every instance has (delay, timeout, enabled, react …) come on top. */
  Settings settings();

  /** The delay that an instance goes by when its config does not say. */
  Duration defaultDelay();

  /** An example config file for the reference page, one that loads as it stands. */
  String example();

  /**
   * The fields of its messages, each as {@code name: what it holds}; shown in the reference page.
   */
  default List<String> fields() {
    return List.of();
  }

  /**
   * Says what is doubtful about values that can be used; for {@code wubot check} alone.
   *
   * @param services clock, host, home and key as for an instance
   */
  default void judge(Values values, CheckServices services, Problems problems) {}
}
