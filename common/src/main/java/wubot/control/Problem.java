// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.util.List;
import java.util.Map;

/**
 * Something that needs somebody's attention.
 *
 * @param ill whether the daemon cannot do its work because of it
 * @param what for people: what is wrong, and what to do
 */
public record Problem(boolean ill, String what) {

  /** The daemon cannot do its work. */
  public static Problem ill(String what) {
    return new Problem(true, what);
  }

  /** Somebody should look at it. */
  public static Problem notable(String what) {
    return new Problem(false, what);
  }

  /** As answers of daemons carry them. */
  public static List<Map<String, Object>> asList(List<Problem> problems) {
    return problems.stream()
        .map(problem -> Map.<String, Object>of("ill", problem.ill(), "what", problem.what()))
        .toList();
  }
}
