// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import wubot.metrics.MetricPage;

/** Something that runs all the time inside the monitor, such as the relay. */
public interface Service extends AutoCloseable {

  /** Starts its own threads and returns; trouble with the outside is no reason to throw. */
  void start();

  /** What it is doing. */
  default ServiceStatus status() {
    return ServiceStatus.NOTHING;
  }

  /** Writes numbers about it, see {@link MetricPage}. */
  default void measure(MetricPage page) {}

  /** Stops within a few seconds and leaves nothing behind. */
  @Override
  void close();
}
