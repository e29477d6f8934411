// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

/** What becomes of runs whose time passed while no member could run them. */
enum Misfire {
  /** They are left out. */
  SKIP,
  /** One run makes up for all of them. */
  ONCE,
  /** Each of them is made up for, one after the other, up to a limit. */
  ALL
}
