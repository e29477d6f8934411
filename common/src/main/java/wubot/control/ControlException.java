// SPDX-License-Identifier: Apache-2.0
package wubot.control;

/** A question to a daemon that got no useful answer; the message says why, for people. */
public final class ControlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With words for people. */
  public ControlException(String message) {
    super(message);
  }

  /** With words for people and what was behind it. */
  public ControlException(String message, Throwable cause) {
    super(message, cause);
  }
}
