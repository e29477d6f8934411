// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

/**
 * Something that was looked at.
 *
 * @param level how it is
 * @param area what it is about, such as {@code disk}
 * @param what what was found, for people
 * @param fix what mends it; empty when nothing needs to be
 */
record Finding(Level level, String area, String what, String fix) {

  /** How something is. */
  enum Level {
    /** As it should be. */
    OK,
    /** Neither good nor bad, but worth knowing. */
    NOTE,
    /** Will hurt some day. */
    WARNING,
    /** Does not work, or loses what it should not. */
    ERROR
  }

  static Finding ok(String area, String what) {
    return new Finding(Level.OK, area, what, "");
  }

  static Finding note(String area, String what) {
    return new Finding(Level.NOTE, area, what, "");
  }

  static Finding warning(String area, String what, String fix) {
    return new Finding(Level.WARNING, area, what, fix);
  }

  static Finding error(String area, String what, String fix) {
    return new Finding(Level.ERROR, area, what, fix);
  }

  boolean isBad() {
    return level == Level.WARNING || level == Level.ERROR;
  }
}
