// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import wubot.config.Place;

/**
 * Something that is not as a test expects.
 *
 * @param place where the expectation is written
 * @param what what it is about, such as {@code field 'status'}
 * @param details lines that say what was expected and what is there, as a person reads them
 */
record Mismatch(Place place, String what, List<String> details) {

  /** One value instead of another. */
  static Mismatch of(Place place, String what, String expected, String actual) {
    return new Mismatch(place, what, List.of("expected  " + expected, "but is    " + actual));
  }
}
