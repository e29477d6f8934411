// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * What became of a writing to a store.
 *
 * <p>Writings carry something of their own in the value (an attempt's id), so that whoever gets
 * {@link Unknown} can read the key and see whether the value there is his.
 */
public sealed interface Outcome {

  /**
   * It is in the store.
   *
   * @param entry as it stands there now; after a deletion, as it stood
   */
  record Applied(Entry entry) implements Outcome {}

  /** It is not and will not be: the key was there already, or its version is another one. */
  record NotApplied() implements Outcome {}

  /**
   * Nobody can tell: it may be in the store, get there later, or never.
   *
   * @param why for people, without secrets
   */
  record Unknown(String why) implements Outcome {}

  /** Whether it is in the store for certain. */
  default boolean isApplied() {
    return this instanceof Applied;
  }
}
