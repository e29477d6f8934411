// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Duration;

/**
 * How often a rule's reaction is tried again after a passing failure, and after how long.
 *
 * @param times how often beside the first time; 0 for never
 * @param delay how long to wait before each
 */
public record Retry(int times, Duration delay) {

  /** Not at all. */
  public static final Retry NONE = new Retry(0, Duration.ZERO);
}
