// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.util.List;
import java.util.Optional;
import wubot.queue.StoredQueue;

/**
 * What {@code wubot queue ls} tells about one queue.
 *
 * @param name as people type it
 * @param first sequence of the oldest record, 0 when there is none
 * @param last sequence of the newest record, 0 when there was none
 * @param owner the process that appends, empty when none does
 * @param killed the process that appended and died doing so
 */
record QueueState(
    String name,
    String directory,
    long incarnation,
    long first,
    long last,
    long bytes,
    int damaged,
    Optional<String> owner,
    Optional<String> killed,
    List<StoredQueue.Place> cursors) {

  static QueueState of(String name, StoredQueue queue) {
    Optional<String> owner = queue.owner();
    return new QueueState(
        name,
        queue.directory().toString(),
        queue.incarnation(),
        queue.firstSequence(),
        queue.lastSequence(),
        queue.bytes(),
        queue.damagedStretches(),
        owner,
        owner.isPresent() ? Optional.empty() : queue.lastOwner(),
        queue.cursors());
  }
}
