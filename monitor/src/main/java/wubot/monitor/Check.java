// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;

/** A check of one instance; run by one thread at a time, on its schedule. */
public interface Check extends AutoCloseable {

  /**
   * Looks once.
   *
   * @param state what the last run left, empty at first
   * @return messages, the state to keep, and when to look next
   * @throws CheckFailure when it could not look: the daemon makes the CRITICAL message
   * @throws IOException likewise
   * @throws InterruptedException when its deadline passed or the daemon stops; must be prompt
   */
  CheckResult run(CheckState state) throws IOException, InterruptedException;

  @Override
  default void close() {}
}
