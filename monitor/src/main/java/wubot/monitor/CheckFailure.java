// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

/** A check could not look; the message says what, why and what to do, without secrets. */
public final class CheckFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the problem, for people. */
  public CheckFailure(String problem) {
    super(problem);
  }

  /** With the problem, for people, and its cause. */
  public CheckFailure(String problem, Throwable cause) {
    super(problem, cause);
  }
}
