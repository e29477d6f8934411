// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** What a check may use of the daemon that runs it. */
public interface CheckServices {

  /** The time. */
  Clock clock();

  /** The short name of this host. */
  String host();

  /** wubot's home directory. */
  Path home();

  /** {@code Plugin-instance}. */
  String key();

  /** The deadline of one run, as configured for the instance. */
  Duration timeout();
}
