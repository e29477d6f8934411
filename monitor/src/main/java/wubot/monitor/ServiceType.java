// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import wubot.config.Values;

/** A kind of service: registered in {@code META-INF/services/wubot.monitor.ServiceType}. */
public non-sealed interface ServiceType extends PluginType {

  /** The delay it goes by when the config does not say. */
  @Override
  default Duration defaultDelay() {
    return Duration.ofMinutes(1);
  }

  /**
   * Makes a service; must not touch the outside yet.
   *
   * @throws IllegalArgumentException when values do not go together, with the problem and the key
   */
  Service create(Values values, ServiceServices services);
}
