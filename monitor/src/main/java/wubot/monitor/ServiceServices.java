// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Duration;
import wubot.message.Message;
import wubot.metrics.MetricSource;
import wubot.queue.Queues;

/** What a service may use of the daemon that runs it. */
public interface ServiceServices extends CheckServices {

  /** The queues of this process. */
  Queues queues();

  /** The directory of the main queue, to which what arrives is appended. */
  Path mainQueue();

  /** The configured delay of the instance, the default when there is none. */
  Duration delay();

  /** What the monitor tells those who watch it. */
  default MetricSource metrics() {
    return MetricSource.NOTHING;
  }

  /** Puts a message of its own on the main queue, with the standard fields added. */
  void emit(Message message);
}
