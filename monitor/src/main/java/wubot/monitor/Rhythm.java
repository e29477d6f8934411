// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import wubot.message.Message;

/**
 * When a check runs and what it remembers: by itself, or as one of several that take turns. One
 * runner calls it, never two of its methods at the same time but {@link #due}.
 */
interface Rhythm {

  /**
   * Makes the first appointment.
   *
   * @return what is remembered from earlier runs
   */
  Memory begin(FirstRun first);

  /** The next appointment. Safe for any thread. */
  Instant due();

  /**
   * Asks, at that time, whether the run may begin; may take as long as a store takes to answer.
   *
   * @param memory what the runner remembers
   * @return what to go on from; empty when it may not, and then there is another appointment
   */
  Optional<Memory> take(Memory memory);

  /** Adds to a message what there is to say about the run that made it. */
  void mark(Message message);

  /** Whether what the run found is still wanted, asked before any of it is published. */
  boolean counts(Turn turn, Memory before);

  /** Keeps what is to be remembered, after the messages of the run were accepted. */
  void keep(Turn turn, Memory before);

  /**
   * Makes the appointment after a run, or anew when the clock was set back.
   *
   * @param wait another time than the regular one, this once
   */
  void again(Optional<Duration> wait);
}
