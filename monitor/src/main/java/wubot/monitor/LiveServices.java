// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import wubot.message.Message;
import wubot.metrics.MetricSource;
import wubot.queue.Queues;

/** What a service is given: by the daemon, or by a trial that starts nothing. */
record LiveServices(
    CheckServices basic,
    Queues queues,
    Path mainQueue,
    Duration delay,
    Consumer<Message> sink,
    MetricSource metrics)
    implements ServiceServices {

  @Override
  public void emit(Message message) {
    sink.accept(message);
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
