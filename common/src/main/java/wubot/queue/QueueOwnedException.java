// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** Another process appends to the queue; the message names it. */
public final class QueueOwnedException extends QueueException {

  private static final long serialVersionUID = 1L;

  /** With the directory and the owning process, for people. */
  public QueueOwnedException(String problem) {
    super(problem);
  }
}
