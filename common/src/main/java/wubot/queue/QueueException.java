// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** A queue could not be opened, read or written; the message says which, why and what to do. */
public class QueueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what happened, for people. */
  public QueueException(String problem) {
    super(problem);
  }

  /** With what happened, for people, and why. */
  public QueueException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
