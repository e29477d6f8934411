// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import wubot.message.Message;

/**
 * A condition of a rule, read and ready to be tested; its text form is read by {@link #parse} as
 * the same condition.
 */
public sealed interface Condition {

  /**
   * Reads a condition.
   *
   * @param zone where {@code time} and {@code weekday} are told
   * @throws ConditionSyntaxException with line, column and what was expected
   */
  static Condition parse(String text, ZoneId zone) {
    return new ConditionParser(text, zone).parse();
  }

  /**
   * Whether it holds for a message.
   *
   * @throws RegexException when a regular expression would take too long
   */
  boolean test(Message message);

  /** Adds the names of the fields it looks at. */
  void collectFields(Set<String> names);

  /** The names of the fields it looks at. */
  default Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    collectFields(names);
    return names;
  }

  /**
   * What is left of the condition when some fields are known to be as in this message: a {@link
   * Constant}, or a condition on the other fields.
   *
   * @param known which fields are known
   */
  Condition given(Predicate<String> known, Message message);

  /**
   * Always true or always false.
   *
   * @param value which
   */
  record Constant(boolean value) implements Condition {

    /** True for every message. */
    public static final Constant ALWAYS = new Constant(true);

    /** True for none. */
    public static final Constant NEVER = new Constant(false);

    static Constant of(boolean value) {
      return value ? ALWAYS : NEVER;
    }

    @Override
    public boolean test(Message message) {
      return value;
    }

    @Override
    public void collectFields(Set<String> names) {
      // looks at none
    }

    @Override
    public Condition given(Predicate<String> known, Message message) {
      return this;
    }

    @Override
    public String toString() {
      return value ? "TRUE" : "FALSE";
    }
  }

  /**
   * Holds when the other does not.
   *
   * @param other the other
   */
  record Negation(Condition other) implements Condition {

    @Override
    public boolean test(Message message) {
      return !other.test(message);
    }

    @Override
    public void collectFields(Set<String> names) {
      other.collectFields(names);
    }

    @Override
    public Condition given(Predicate<String> known, Message message) {
      Condition rest = other.given(known, message);
      if (rest instanceof Constant constant) {
        return Constant.of(!constant.value());
      }
      return rest.equals(other) ? this : new Negation(rest);
    }

    @Override
    public String toString() {
      return "NOT " + (other instanceof Negation ? other : inner(other));
    }
  }

  /**
   * Holds when all parts do; looked at from the left, no further than needed.
   *
   * @param parts at least two
   */
  record AllOf(List<Condition> parts) implements Condition {

    @Override
    public boolean test(Message message) {
      RegexException failure = null;
      for (int i = 0, n = parts.size(); i < n; i++) {
        try {
          if (!parts.get(i).test(message)) {
            return false;
          }
        } catch (RegexException e) {
          failure = e; // matters only if no other part decides
        }
      }
      if (failure != null) {
        throw failure;
      }
      return true;
    }

    @Override
    public void collectFields(Set<String> names) {
      parts.forEach(part -> part.collectFields(names));
    }

    @Override
    public Condition given(Predicate<String> known, Message message) {
      return Remaining.of(parts, false, known, message);
    }

    @Override
    public String toString() {
      return parts.stream().map(Condition::inner).collect(Collectors.joining(" AND "));
    }
  }

  /**
   * Holds when one of the parts does; looked at from the left, no further than needed.
   *
   * @param parts at least two
   */
  record AnyOf(List<Condition> parts) implements Condition {

    @Override
    public boolean test(Message message) {
      RegexException failure = null;
      for (int i = 0, n = parts.size(); i < n; i++) {
        try {
          if (parts.get(i).test(message)) {
            return true;
          }
        } catch (RegexException e) {
          failure = e; // matters only if no other part decides
        }
      }
      if (failure != null) {
        throw failure;
      }
      return false;
    }

    @Override
    public void collectFields(Set<String> names) {
      parts.forEach(part -> part.collectFields(names));
    }

    @Override
    public Condition given(Predicate<String> known, Message message) {
      return Remaining.of(parts, true, known, message);
    }

    @Override
    public String toString() {
      return parts.stream().map(Condition::inner).collect(Collectors.joining(" OR "));
    }
  }

  /** A condition that asks one thing about a message. */
  non-sealed interface Atom extends Condition {

    @Override
    default Condition given(Predicate<String> known, Message message) {
      for (String field : fields()) {
        if (!known.test(field)) {
          return this;
        }
      }
      return Constant.of(test(message));
    }
  }

  private static String inner(Condition part) {
    return part instanceof AllOf || part instanceof AnyOf ? "(" + part + ")" : part.toString();
  }
}
