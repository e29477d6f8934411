// SPDX-License-Identifier: Apache-2.0
package wubot.member;

/** What a member does with an effect while the store of its group does not answer. */
public enum OnUnavailable {
  /** Keeps it until the store is back: nothing is lost, nothing happens meanwhile. */
  HOLD,
  /** Drops it: rather never than late or twice. */
  DROP,
  /** Does it, as every other member does: rather several times than not now. */
  EXECUTE
}
