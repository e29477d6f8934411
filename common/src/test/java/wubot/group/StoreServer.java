// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/** What the contract's tests hold in their hands of the thing behind a store. */
interface StoreServer extends AutoCloseable {

  /** One more member's way to what is stored here. */
  Store open(Duration timeout);

  /** Text that no description and no error may contain. */
  default String secret() {
    return "never-shown";
  }

  /** Whether there is nothing that could be stopped. */
  default boolean answersWhenStopped() {
    return false;
  }

  /** Nobody gets an answer from now on; connections stay. */
  void freeze();

  /** Ends the freeze. */
  void thaw();

  /** Stops it; what it holds stays. */
  void stop();

  /** Starts it again. */
  void start();

  /** For good. */
  @Override
  void close();
}
