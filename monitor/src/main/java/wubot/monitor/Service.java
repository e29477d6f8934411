// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

/** Something that runs all the time inside the monitor, such as the relay. */
public interface Service extends AutoCloseable {

  /** Starts its own threads and returns; trouble with the outside is no reason to throw. */
  void start();

  /** Stops within a few seconds and leaves nothing behind. */
  @Override
  void close();
}
