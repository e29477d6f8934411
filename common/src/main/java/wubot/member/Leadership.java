// SPDX-License-Identifier: Apache-2.0
package wubot.member;

/** Who of a group does what only one may do and nobody can claim. */
public interface Leadership {

  /** Whether this member leads, at this moment for certain. */
  boolean isMine();

  /** Whether another member leads, as far as this one can tell. */
  boolean isOthers();
}
