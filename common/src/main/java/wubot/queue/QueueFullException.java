// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** The disk has less free space than the queue's floor; nothing was appended. */
public final class QueueFullException extends QueueException {

  private static final long serialVersionUID = 1L;

  /** With the directory and the figures, for people. */
  public QueueFullException(String problem) {
    super(problem);
  }
}
