// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import wubot.config.Values;

/** A kind of check: one class, registered in {@code META-INF/services/wubot.monitor.CheckType}. */
public non-sealed interface CheckType extends PluginType {

  /** How often it runs when the config does not say. */
  @Override
  default Duration defaultDelay() {
    return Duration.ofMinutes(1);
  }

  /**
   * Makes a check; must not touch the outside yet.
   *
   * @throws IllegalArgumentException when values do not go together, with the problem and the key
   */
  Check create(Values values, CheckServices services);
}
