// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import wubot.message.Message;
import wubot.metrics.MetricSource;
import wubot.queue.Queues;

/** What the daemon gives to a service. */
record LiveServices(
    CheckServices basic,
    Queues queues,
    Path mainQueue,
    Duration delay,
    Outbox outbox,
    MetricSource metrics)
    implements ServiceServices {

  @Override
  public void emit(Message message) {
    outbox.put(message);
  }

  @Override
  public Clock clock() {
    return basic.clock();
  }

  @Override
  public String host() {
    return basic.host();
  }

  @Override
  public Path home() {
    return basic.home();
  }

  @Override
  public String key() {
    return basic.key();
  }

  @Override
  public Duration timeout() {
    return basic.timeout();
  }
}
