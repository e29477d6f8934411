// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Instant;
import java.util.Optional;

/**
 * What the daemon remembers of one instance over a restart.
 *
 * @param lastRun when its last run ended, empty when it never ran
 * @param episode the failure it is in, empty when it works
 * @param check what the check itself keeps
 */
record Memory(Optional<Instant> lastRun, Optional<Episode> episode, CheckState check) {

  /** Of an instance that never ran. */
  static Memory none() {
    return new Memory(Optional.empty(), Optional.empty(), CheckState.empty());
  }
}
