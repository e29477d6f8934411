// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;

/**
 * The rules of one list, in use.
 *
 * @param rules in order
 */
record LiveList(List<LiveRule> rules) {

  @Override
  public boolean equals(Object other) {
    return this == other; // each list of a tree is one of its own
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
