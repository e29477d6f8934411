// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What members of a group share: entries that are created, replaced and deleted one at a time, each
 * for certain or not at all, and numbers that only grow.
 *
 * <p>Every operation returns within the deadline the store was made with. Reads see every writing
 * that was acknowledged before they began, by whomever (they are linearizable). Safe for use by
 * several threads.
 */
public interface Store extends AutoCloseable {

  /** A value may have this many characters, so that every kind of store can hold it. */
  int LONGEST_VALUE = 500_000;

  /**
   * Reads a key.
   *
   * @return empty when there is nothing under it
   * @throws StoreAway when the store did not answer
   */
  Optional<Entry> get(String key);

  /**
   * Writes a key that is not there; not applied when it is.
   *
   * @param retain after this time without another writing the store may remove the entry, any time
   *     or never; a hint to keep it small, nothing may be decided by it. Zero for never
   */
  Outcome create(String key, String value, Duration retain);

  /** Writes a key whose version is this one; not applied when it is another or the key is gone. */
  Outcome replace(String key, long version, String value, Duration retain);

  /** Deletes a key whose version is this one; not applied when it is another or the key is gone. */
  Outcome delete(String key, long version);

  /**
   * A number larger than every one that was handed out before to anybody, also across restarts of
   * the store.
   *
   * @throws StoreAway when the store did not answer
   */
  long nextToken();

  /**
   * The entries whose keys begin with this text and come after the other, by key.
   *
   * @param after empty text to begin with the first
   * @param max at most so many, 1 to 1,000
   * @throws StoreAway when the store did not answer
   */
  List<Entry> list(String prefix, String after, int max);

  /**
   * Calls back soon after something under the prefix has changed; a hint that may come late, twice,
   * without need or, when the store cannot tell, never. Whoever watches polls as well.
   *
   * @param changed called by a thread of the store; must return at once
   * @return ends the watch when closed
   */
  default Watch watch(String prefix, Runnable changed) {
    return () -> {};
  }

  /** What and where it is, for people, without secrets, e.g. {@code etcd at 127.0.0.1:2379}. */
  String describe();

  /** Lets go of connections and threads, within five seconds; not of what it holds. */
  @Override
  void close();

  /** Ends a watch. */
  interface Watch extends AutoCloseable {

    @Override
    void close();
  }
}
