// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.List;

/**
 * Changes of state and the place in the queue they belong to: written together or not at all.
 *
 * @param incarnation the number made with the queue; the place means nothing in another one
 * @param position the sequence up to which messages are handled, 0 for none
 * @param changes in the order in which they were made
 */
record Checkpoint(long incarnation, long position, List<StateChange> changes) {

  Checkpoint {
    changes = List.copyOf(changes);
  }
}
