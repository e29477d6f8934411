// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import wubot.config.Place;

/**
 * One step of a test: time passes, a message comes, something is expected.
 *
 * @param place where it is written
 * @param move how the clock moves before it
 * @param message the fields of the message; empty when time passes only
 * @param times how often the message comes, each time after the move; the last one counts
 * @param expect what is expected
 */
record TestStep(
    Place place, Move move, Optional<Map<String, Object>> message, int times, Expectation expect) {

  /** How the clock of a test moves. */
  sealed interface Move {

    /**
     * By a length of time.
     *
     * @param time how far, perhaps not at all
     */
    record By(Duration time) implements Move {}

    /**
     * To a point in time.
     *
     * @param place where it is written
     * @param point the point
     */
    record To(Place place, TestTime point) implements Move {}
  }
}
