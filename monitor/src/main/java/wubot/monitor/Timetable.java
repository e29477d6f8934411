// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Instant;

/** Calls back at given times; one appointment per name. */
interface Timetable {

  /** Makes an appointment, in place of the one of this name; a time gone by means at once. */
  void at(String name, Instant time, Runnable job);

  /** Cancels the appointment, if there is one. */
  void cancel(String name);
}
