// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Locale;
import java.util.Optional;

/** What becomes of an effect whose holder dies in the middle of it. */
public enum Policy {
  /** Never tried again by anybody: an effect may be missing, none happens twice. */
  AT_MOST_ONCE,
  /** Tried again by another member: none is missing, one may happen twice. */
  AT_LEAST_ONCE,
  /** As at least once, and what receives the effect turns the second away by token or key. */
  FENCED;

  /** As in the config: {@code at_most_once}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The policy of this word, in either spelling of the gaps. */
  public static Optional<Policy> named(String word) {
    for (Policy policy : values()) {
      if (policy.word().equals(word.replace('-', '_'))) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }
}
