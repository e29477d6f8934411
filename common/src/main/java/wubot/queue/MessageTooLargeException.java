// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** A message is beyond what a queue takes; trying again is of no use. */
public final class MessageTooLargeException extends QueueException {

  private static final long serialVersionUID = 1L;

  /** With the figures, for people. */
  public MessageTooLargeException(String problem) {
    super(problem);
  }
}
