// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * What can be said of conditions without a message: for tools that judge rules.
 *
 * <p>Answers are careful, for fields that hold one value and no list: a condition that is called
 * impossible holds for no message; of one that is not called so nothing is known.
 */
public final class Logic {

  /** More ways for a condition to hold are not looked at. */
  private static final int MOST_WAYS = 2048;

  private Logic() {}

  /** Whether no message can make the condition hold, as far as can be told. */
  public static boolean isImpossible(Condition condition) {
    List<List<Literal>> ways = ways(condition, true);
    return ways.size() <= MOST_WAYS && ways.stream().allMatch(Contradiction::isIn);
  }

  /** Whether every message for which one holds makes the other hold, as far as can be told. */
  public static boolean implies(Condition one, Condition other) {
    return isImpossible(new Condition.AllOf(List.of(one, new Condition.Negation(other))));
  }

  /** Both conditions at once. */
  public static Condition both(Condition one, Condition other) {
    if (one == Condition.Constant.ALWAYS) {
      return other;
    }
    return other == Condition.Constant.ALWAYS ? one : new Condition.AllOf(List.of(one, other));
  }

  /** The questions that a condition asks, in order, each once. */
  public static List<Condition> questions(Condition condition) {
    List<Condition> questions = new ArrayList<>();
    collect(condition, questions);
    return questions.stream().distinct().toList();
  }

  private static void collect(Condition condition, List<Condition> questions) {
    if (condition instanceof Condition.Negation negation) {
      collect(negation.other(), questions);
    } else if (condition instanceof Condition.AllOf all) {
      all.parts().forEach(part -> collect(part, questions));
    } else if (condition instanceof Condition.AnyOf any) {
      any.parts().forEach(part -> collect(part, questions));
    } else if (!(condition instanceof Condition.Constant)) {
      questions.add(condition);
    }
  }

  /** The regular expressions in a condition. */
  public static List<Regex> regexes(Condition condition) {
    return questions(condition).stream()
        .filter(Atoms.Matches.class::isInstance)
        .map(question -> ((Atoms.Matches) question).regex())
        .toList();
  }

  /**
   * A question with the answer that is asked for.
   *
   * @param question the question
   * @param holds the answer
   */
  record Literal(Condition question, boolean holds) {}

  /** The ways in which a condition can have a value: each a list of what has to be so at once. */
  private static List<List<Literal>> ways(Condition condition, boolean value) {
    if (condition instanceof Condition.Constant constant) {
      return constant.value() == value ? List.of(List.of()) : List.of();
    }
    if (condition instanceof Condition.Negation negation) {
      return ways(negation.other(), !value);
    }
    if (condition instanceof Condition.AllOf all) {
      return value ? together(all.parts(), true) : apart(all.parts(), false);
    }
    if (condition instanceof Condition.AnyOf any) {
      return value ? apart(any.parts(), true) : together(any.parts(), false);
    }
    if (condition instanceof Atoms.OneOf oneOf) {
      return value ? apart(oneOf.choices(), true) : together(oneOf.choices(), false);
    }
    return List.of(List.of(new Literal(condition, value)));
  }

  private static List<List<Literal>> apart(List<? extends Condition> parts, boolean value) {
    List<List<Literal>> all = new ArrayList<>();
    for (Condition part : parts) {
      all.addAll(ways(part, value));
      if (all.size() > MOST_WAYS) {
        break;
      }
    }
    return all;
  }

  private static List<List<Literal>> together(List<? extends Condition> parts, boolean value) {
    List<List<Literal>> all = List.of(List.of());
    for (Condition part : parts) {
      List<List<Literal>> more = new ArrayList<>();
      List<List<Literal>> ways = ways(part, value);
      for (List<Literal> way : all) {
        for (List<Literal> with : ways) {
          List<Literal> joined = new ArrayList<>(way);
          joined.addAll(with);
          more.add(joined);
        }
      }
      all = more;
      if (all.size() > MOST_WAYS) {
        return all;
      }
    }
    return all;
  }
}
