// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;

/** How one run of a check ended. */
sealed interface Outcome {

  /**
   * It looked.
   *
   * @param result what it found
   */
  record Found(CheckResult result) implements Outcome {}

  /**
   * It could not look.
   *
   * @param problem for people, one line or more
   * @param cause what was thrown
   */
  record Failed(String problem, Throwable cause) implements Outcome {}

  /**
   * Its deadline passed.
   *
   * @param limit the deadline it had
   * @param abandoned whether it ignores the interruption and is running still
   */
  record TimedOut(Duration limit, boolean abandoned) implements Outcome {}

  /** The daemon or the instance stopped meanwhile. */
  record Stopped() implements Outcome {}
}
