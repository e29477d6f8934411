// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** When a message counts as accepted. */
public enum Durability {
  /** On disk before {@code append} returns: survives kill -9 and power loss. The default. */
  COMMIT,

  /**
   * {@code append} returns at once, the disk follows within {@link QueueSettings#interval}; readers
   * see messages once they are on disk. Survives kill -9; power loss may cost the last interval.
   */
  INTERVAL,

  /**
   * The operating system writes when it likes; readers see messages at once. Survives kill -9;
   * power loss may cost the last minute.
   */
  OS
}
