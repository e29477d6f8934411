// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.List;

/**
 * A rule in a form from which each engine's own is made.
 *
 * @param number its place among all rules, each before those inside it
 * @param parent the number of the rule it stands in; -1 when it stands in none
 * @param tests what has to hold, all of it
 * @param field what it sets; empty when it sets nothing
 * @param value what it sets it to
 */
record Spec(int number, int parent, List<Test> tests, String field, String value) {

  /** The ways to ask. */
  enum Ask {
    EQUALS,
    DIFFERS,
    STARTS,
    CONTAINS,
    EXISTS,
    ABOVE,
    AT_LEAST
  }

  /**
   * A question about a field.
   *
   * @param field the field; {@code percent} alone is a number
   * @param ask what is asked
   * @param value what it is held against; empty for {@link Ask#EXISTS}
   */
  record Test(String field, Ask ask, String value) {}

  /** Its name in every engine. */
  String name() {
    return "r" + number;
  }

  /** Its own tests after those of the rules around it: for engines that have no trees. */
  List<Test> allTests(List<Spec> all) {
    return parent < 0 ? tests : join(all.get(parent).allTests(all), tests);
  }

  private static List<Test> join(List<Test> outer, List<Test> inner) {
    return java.util.stream.Stream.concat(outer.stream(), inner.stream()).toList();
  }
}
