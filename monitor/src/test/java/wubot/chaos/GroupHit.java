// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

/**
 * A time in which a member could not do what it should.
 *
 * @param fromMillis when it began, by the host's clock
 * @param toMillis when it was over
 */
record GroupHit(String member, Kind kind, long fromMillis, long toMillis) {

  /** What was the matter. */
  enum Kind {
    /** The process was gone. */
    KILLED,
    /** The process stood still. */
    STOPPED,
    /** It could not reach the store. */
    APART
  }

  /** Whether a part of it lies in this time. */
  boolean meets(long from, long to) {
    return fromMillis <= to && toMillis >= from;
  }
}
