// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.concurrent.atomic.LongAdder;

/** Counts what one process did with one queue since it opened it. Any thread may read. */
public final class QueueMetrics {

  final LongAdder appended = new LongAdder();
  final LongAdder passedOver = new LongAdder();
  final LongAdder forced = new LongAdder();
  final LongAdder commitNanos = new LongAdder();
  final LongAdder commits = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder damaged = new LongAdder();
  final LongAdder filesRemoved = new LongAdder();

  QueueMetrics() {}

  /** Messages appended. */
  public long appended() {
    return appended.sum();
  }

  /** Entries passed over because they had been received before. */
  public long passedOver() {
    return passedOver.sum();
  }

  /** Trips to the disk; appended / forced is the mean size of a group. */
  public long forced() {
    return forced.sum();
  }

  /** Calls of append that returned. */
  public long commits() {
    return commits.sum();
  }

  /** Total time that callers spent in append, in nanoseconds. */
  public long commitNanos() {
    return commitNanos.sum();
  }

  /** Calls of append refused because the disk was full. */
  public long refused() {
    return refused.sum();
  }

  /** Records found damaged or missing while reading. */
  public long damaged() {
    return damaged.sum();
  }

  /** Files removed because everything in them had been read. */
  public long filesRemoved() {
    return filesRemoved.sum();
  }
}
