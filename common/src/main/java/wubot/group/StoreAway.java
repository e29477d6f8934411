// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/** The store did not answer within the deadline, or not in a way that can be understood. */
public final class StoreAway extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong, for people, without secrets. */
  public StoreAway(String message) {
    super(message);
  }

  /** With what is wrong, for people, without secrets, and its cause. */
  public StoreAway(String message, Throwable cause) {
    super(message, cause);
  }
}
