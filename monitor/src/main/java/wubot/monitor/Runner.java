// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.Optional;

/** An instance that is running. */
interface Runner extends AutoCloseable {

  /** What it runs. */
  Instance instance();

  /**
   * Starts it; to be called once.
   *
   * @param first when a check is to run for the first time
   */
  void start(FirstRun first);

  /** Begins to stop, without waiting. */
  void stop();

  /** Stops within a few seconds. */
  @Override
  void close();

  /** What the check is doing; empty for what is no check. */
  default Optional<CheckStatus> check() {
    return Optional.empty();
  }

  /** Tells that the wall clock was set back. */
  default void clockWentBack() {}
}
