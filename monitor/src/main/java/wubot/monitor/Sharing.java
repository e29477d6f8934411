// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

/** How the members of a group share a check. */
enum Sharing {
  /** On the first of its nodes alone, however long that is away. */
  PINNED,
  /** On the first of its nodes that is there. */
  PREFERRED,
  /** On any of its nodes, such that all have about the same number of checks. */
  BALANCED,
  /** Every run on another node. */
  ROUND_ROBIN
}
