// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import wubot.group.Claim;
import wubot.queue.QueueRecord;

/**
 * A record in the window of a {@link SharedCourier}, and how far that is with it. By its thread.
 */
final class Row {

  final QueueRecord record;
  final long since;
  long lookAt;
  boolean delivered;
  boolean over;
  Duration wait = Duration.ZERO;
  Optional<CompletableFuture<Claim.Ending>> ending = Optional.empty();

  /**
   * One that was just read.
   *
   * @param now in nanoseconds of a clock that is never set
   */
  Row(QueueRecord record, long now) {
    this.record = record;
    this.since = now;
    this.lookAt = now;
  }
}
