// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/** The two clocks of a machine that a group needs; a test owns them. */
public interface GroupClock {

  /** The clock that is never set, in nanoseconds from anywhere; it stops while a machine sleeps. */
  long nanos();

  /** The clock on the wall, in milliseconds since 1970; somebody may set it. */
  long wallMillis();

  /** Both at once. */
  default Moment now() {
    return new Moment(nanos(), wallMillis());
  }

  /** Those of this machine. */
  static GroupClock system() {
    return new GroupClock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }
    };
  }

  /**
   * What both clocks showed.
   *
   * @param nanos from anywhere, only to be compared with others of the same machine
   * @param wallMillis since 1970
   */
  record Moment(long nanos, long wallMillis) {}
}
