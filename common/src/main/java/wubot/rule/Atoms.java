// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import wubot.message.FieldValue;
import wubot.message.Message;

/** The questions about one field: whether it is there, what its text is like. */
final class Atoms {

  private Atoms() {}

  /** A question about one field. */
  interface OfField extends Condition.Atom {

    /** The field. */
    String field();

    @Override
    default void collectFields(Set<String> names) {
      names.add(field());
    }

    @Override
    default Condition given(java.util.function.Predicate<String> known, Message message) {
      return known.test(field()) ? Condition.Constant.of(test(message)) : this;
    }
  }

  /** A question about a value; of a list it is asked of each item, and one is enough. */
  interface OfValue extends OfField {

    /** Whether it holds for a value that is no list; {@link FieldValue#NONE} reads as empty. */
    boolean holds(Object value);

    @Override
    default boolean test(Message message) {
      Object value = message.valueOr(field(), FieldValue.NONE);
      if (value instanceof List<?> list) {
        for (Object item : list) {
          if (holds(item)) {
            return true;
          }
        }
        return false;
      }
      return holds(value);
    }
  }

  /** The field's text is this one; a missing field reads as empty text. */
  record Equals(String field, String value) implements OfValue {

    @Override
    public boolean holds(Object there) {
      return FieldValue.text(there).equals(value);
    }

    @Override
    public String toString() {
      return Words.name(field) + " equals " + Words.value(value);
    }
  }

  /** The field's text is this number's, or the field is a number and as great as it. */
  record EqualsNumber(String field, String value, double number) implements OfValue {

    @Override
    public boolean holds(Object there) {
      OptionalDouble found = FieldValue.number(there);
      return found.isPresent()
          ? found.getAsDouble() == number
          : FieldValue.text(there).equals(value);
    }

    @Override
    public String toString() {
      return Words.name(field) + " = " + value;
    }
  }

  /**
   * Two fields have the same text, or are numbers of the same size; of a list one item is enough.
   */
  record SameAs(String field, String other) implements Condition.Atom {

    @Override
    public boolean test(Message message) {
      Object mine = message.valueOr(field, FieldValue.NONE);
      Object theirs = message.valueOr(other, FieldValue.NONE);
      if (mine instanceof List<?> list && !(theirs instanceof List<?>)) {
        for (Object item : list) {
          if (same(item, theirs)) {
            return true;
          }
        }
        return false;
      }
      return same(mine, theirs);
    }

    private static boolean same(Object mine, Object theirs) {
      OptionalDouble number = FieldValue.number(mine);
      OptionalDouble other = FieldValue.number(theirs);
      return (number.isPresent() && other.isPresent())
          ? number.getAsDouble() == other.getAsDouble()
          : FieldValue.text(mine).equals(FieldValue.text(theirs));
    }

    @Override
    public void collectFields(Set<String> names) {
      names.add(field);
      names.add(other);
    }

    @Override
    public String toString() {
      return Words.name(field) + " = " + Words.reference(other);
    }
  }

  /** One of several values, each as {@link #equal} reads it. */
  record OneOf(String field, List<OfField> choices) implements OfField {

    @Override
    public boolean test(Message message) {
      for (OfField choice : choices) {
        if (choice.test(message)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return choices.stream()
          .map(c -> c instanceof EqualsNumber n ? n.value() : Words.quoted(((Equals) c).value()))
          .collect(Collectors.joining(", ", Words.name(field) + " in [", "]"));
    }
  }

  /** Found in the field's text; never in a field that counts as false: missing, empty or 0. */
  record Matches(String field, Regex regex) implements OfValue {

    @Override
    public boolean holds(Object value) {
      return FieldValue.isTrue(value) && regex.find(FieldValue.text(value));
    }

    @Override
    public String toString() {
      String word = regex.ignoresCase() ? " imatches " : " matches ";
      return Words.name(field) + word + Words.quoted(regex.source());
    }
  }

  /** The field is there, with or without a value. */
  record Exists(String field) implements OfField {

    @Override
    public boolean test(Message message) {
      return message.has(field);
    }

    @Override
    public String toString() {
      return Words.name(field) + " exists";
    }
  }

  /** The field counts as true and is not the text {@code false}. */
  record IsTrue(String field) implements OfField {

    @Override
    public boolean test(Message message) {
      return message.isTrue(field) && !message.text(field).equals("false");
    }

    @Override
    public String toString() {
      return Words.name(field) + " is true";
    }
  }

  /** How a part of a text lies in it. */
  enum Where {
    CONTAINS("contains"),
    ICONTAINS("icontains"),
    STARTS_WITH("starts with"),
    ENDS_WITH("ends with");

    private final String words;

    Where(String words) {
      this.words = words;
    }
  }

  /** The field's text has this part; never a missing or empty field. */
  record HasPart(String field, Where where, String part) implements OfValue {

    @Override
    public boolean holds(Object value) {
      String text = FieldValue.text(value);
      if (text.isEmpty()) {
        return false;
      }
      return switch (where) {
        case CONTAINS -> text.contains(part);
        case ICONTAINS -> text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
        case STARTS_WITH -> text.startsWith(part);
        case ENDS_WITH -> text.endsWith(part);
      };
    }

    @Override
    public String toString() {
      return Words.name(field) + " " + where.words + " " + Words.quoted(part);
    }
  }

  /** As {@code =} reads a value: numbers by size, everything else by its text. */
  static OfField equal(String field, String value) {
    OptionalDouble number = FieldValue.number(value);
    return number.isPresent()
        ? new EqualsNumber(field, value, number.getAsDouble())
        : new Equals(field, value);
  }
}
