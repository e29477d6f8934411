// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * A writing that somebody wants in a {@link Journal}, if the key still is as he knows it.
 *
 * @param type of its record
 * @param key empty for a number
 * @param version that must stand there, or {@link #NOTHING}
 * @param value what to write
 * @param retain how long to keep it; zero for ever
 */
record Change(byte type, String key, long version, String value, Duration retain) {

  /** The version of a key that is not there; all others are greater than zero. */
  static final long NOTHING = -1;

  static Change create(String key, String value, Duration retain) {
    return new Change(Records.PUT, key, NOTHING, value, retain);
  }

  static Change replace(String key, long version, String value, Duration retain) {
    return new Change(Records.PUT, key, Math.max(0, version), value, retain);
  }

  static Change delete(String key, long version) {
    return new Change(Records.DELETE, key, Math.max(0, version), "", Duration.ZERO);
  }

  static Change number() {
    return new Change(Records.NUMBER, "", NOTHING, "", Duration.ZERO);
  }
}
