// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/** The answer to a member that asks whether an effect is its own to do. */
public sealed interface Ruling {

  /** Do it, then say how it went: {@link Claim#complete}, {@link Claim#fail} or release. */
  record Mine(Claim claim) implements Ruling {}

  /** It is over, done by whomever: its row may go. */
  record Done() implements Ruling {}

  /**
   * Somebody else is at it, or should be first: keep the row.
   *
   * @param lookAgain ask again after this time, or when something changes
   */
  record Elsewhere(Duration lookAgain) implements Ruling {}

  /**
   * It failed as often as it may; nobody tries again.
   *
   * @param attempts how often
   * @param error of the last time
   * @param by the member that tried last, and was told so
   */
  record Failed(int attempts, String error, String by) implements Ruling {}

  /**
   * The store does not answer, so nobody can tell. Holding the row is safe; dropping or doing it is
   * the caller's choice.
   *
   * @param why for people
   */
  record Away(String why) implements Ruling {}
}
