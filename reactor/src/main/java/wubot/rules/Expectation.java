// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.config.Place;
import wubot.rule.Condition;

/**
 * What a test expects of a step; whatever it does not name may be as it likes, failures excepted.
 *
 * @param fields what fields hold after the rules
 * @param absent fields that are not there
 * @param conditions conditions that hold after the rules
 * @param rules the rules that fire, all of them in order
 * @param fires rules that fire
 * @param silent rules that do not fire
 * @param effects what happens outside, all of it in order
 * @param failures the rules that fail; none when nothing is said
 * @param messages what reactions say by themselves, all of it in order
 */
record Expectation(
    List<Field> fields,
    List<Name> absent,
    List<Holds> conditions,
    Optional<Names> rules,
    List<Name> fires,
    List<Name> silent,
    Optional<Listed<ExpectedEffect>> effects,
    List<Name> failures,
    Optional<Listed<ExpectedMessage>> messages) {

  /** Nothing but that no rule fails. */
  static final Expectation NOTHING =
      new Expectation(
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          Optional.empty());

  /** A name that is written somewhere: of a field or a rule. */
  record Name(Place place, String text) {}

  /** A list of names that stands somewhere. */
  record Names(Place place, List<Name> names) {}

  /** A condition that is to hold. */
  record Holds(Place place, Condition condition) {}

  /** A list that stands somewhere. */
  record Listed<T>(Place place, List<T> items) {}

  /**
   * A field and what it is to hold.
   *
   * @param how to compare
   * @param value with what
   */
  record Field(Place place, String name, How how, Object value) {}

  /** How a field is compared. */
  enum How {
    /** The same text, or a number of the same size. */
    EQUALS,
    /** A part of it. */
    CONTAINS,
    /** A regular expression is found in it. */
    MATCHES
  }

  /**
   * An effect.
   *
   * @param name of its reaction or rule, empty when nothing is said of it
   * @param reaction the name of its reaction, empty likewise
   * @param rule the name of its rule, empty likewise
   * @param settings settings of the reaction with the message filled in
   * @param fields fields of the message as the reaction sees it
   */
  record ExpectedEffect(
      Place place,
      String name,
      String reaction,
      String rule,
      List<Field> settings,
      List<Field> fields) {

    /** As it would be written. */
    String told() {
      StringBuilder told = new StringBuilder(name);
      Map.of("reaction", reaction, "rule", rule)
          .forEach((key, text) -> told.append(text.isEmpty() ? "" : key + ": " + text + " "));
      for (Field field : settings) {
        told.append(' ').append(field.name()).append(": ").append(field.value());
      }
      for (Field field : fields) {
        told.append(' ').append(field.name()).append('=').append(field.value());
      }
      return told.toString().strip();
    }
  }

  /** A message that a reaction makes by itself. */
  record ExpectedMessage(Place place, List<Field> fields) {}
}
