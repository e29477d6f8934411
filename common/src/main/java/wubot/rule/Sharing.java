// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/** Which members of a group do what a rule does outside, and how sure they make of it. */
public enum Sharing {
  /** Each does it for itself, as if there were no group. */
  EVERYONE,
  /** One does it; when that one dies in the middle, nobody does it again. */
  AT_MOST_ONCE,
  /** One does it; when that one dies in the middle, another does it again. */
  AT_LEAST_ONCE,
  /**
   * As {@link #AT_LEAST_ONCE}, and what is done carries a growing token and a key of its own, by
   * which the far side can turn away the repetition.
   */
  FENCED
}
