// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** What the daemon gives to the check of one instance. */
record Services(Clock clock, String host, Path home, String key, Duration timeout)
    implements CheckServices {

  static Services of(Instance instance, Clock clock, String host, Path home) {
    return new Services(clock, host, home, instance.key(), instance.timeout());
  }
}
