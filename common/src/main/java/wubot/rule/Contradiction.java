// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import wubot.message.Fields;
import wubot.message.Message;

/** Whether things that are asked of a message at once contradict each other. */
final class Contradiction {

  private static final long WEEK_MINUTES = 7 * 24 * 60;
  private static final long SOME_MONDAY = 1_767_571_200; // 2026-01-05, in the middle of no change

  private Contradiction() {}

  /** Whether no message can be like this; false when nothing was found. */
  static boolean isIn(List<Logic.Literal> literals) {
    Map<String, List<Logic.Literal>> byField = new LinkedHashMap<>();
    for (Logic.Literal literal : literals) {
      if (literals.contains(new Logic.Literal(literal.question(), !literal.holds()))) {
        return true;
      }
      Set<String> fields = literal.question().fields();
      if (fields.size() == 1) {
        byField.computeIfAbsent(fields.iterator().next(), f -> new ArrayList<>()).add(literal);
      }
    }
    return byField.entrySet().stream().anyMatch(of -> isIn(of.getKey(), of.getValue()));
  }

  private static boolean isIn(String field, List<Logic.Literal> asked) {
    if (field.equals(Fields.LASTUPDATE) && hasClock(asked)) {
      return neverInAWeek(asked);
    }
    List<String> texts = texts(asked, Atoms.Equals.class);
    if (!texts.isEmpty()) {
      return impossible(field, asked, texts);
    }
    boolean written = asked.stream().anyMatch(l -> isAboutSpelling(l.question()));
    List<Double> numbers = numbers(asked);
    if (!numbers.isEmpty() && !written) {
      Message message = Message.of(field, numbers.get(0));
      return asked.stream().anyMatch(l -> fails(l, message));
    }
    return (needsValue(asked) && isMissing(asked)) || Bounds.contradict(asked) || partsClash(asked);
  }

  private static boolean hasClock(List<Logic.Literal> asked) {
    return asked.stream()
        .anyMatch(
            l ->
                l.question() instanceof ClockAtoms.TimeBetween
                    || l.question() instanceof ClockAtoms.OnDays);
  }

  /** Tried on every minute of a week: times of day have no finer grain. */
  private static boolean neverInAWeek(List<Logic.Literal> asked) {
    if (asked.stream().noneMatch(Logic.Literal::holds)) {
      return false; // a message without a time
    }
    for (long minute = 0; minute < WEEK_MINUTES; minute++) {
      Message message = Message.of(Fields.LASTUPDATE, SOME_MONDAY + 60 * minute);
      if (asked.stream().filter(Contradiction::isClock).noneMatch(l -> fails(l, message))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isClock(Logic.Literal literal) {
    return hasClock(List.of(literal));
  }

  private static List<String> texts(List<Logic.Literal> asked, Class<Atoms.Equals> type) {
    return asked.stream()
        .filter(l -> l.holds() && type.isInstance(l.question()))
        .map(l -> type.cast(l.question()).value())
        .toList();
  }

  /** The text is known: everything else is tried on it. */
  private static boolean impossible(String field, List<Logic.Literal> asked, List<String> texts) {
    Message there = Message.of(field, texts.get(0));
    boolean thereFails = asked.stream().anyMatch(l -> fails(l, there));
    boolean missingFails =
        !texts.get(0).isEmpty() || asked.stream().anyMatch(l -> fails(l, Message.empty()));
    return thereFails && missingFails;
  }

  private static boolean fails(Logic.Literal literal, Message message) {
    try {
      return literal.question().test(message) != literal.holds();
    } catch (RegexException e) {
      return false;
    }
  }

  private static List<Double> numbers(List<Logic.Literal> asked) {
    return asked.stream()
        .filter(l -> l.holds() && l.question() instanceof Atoms.EqualsNumber)
        .map(l -> ((Atoms.EqualsNumber) l.question()).number())
        .toList();
  }

  private static boolean isAboutSpelling(Condition question) {
    return question instanceof Atoms.HasPart
        || question instanceof Atoms.Matches
        || question instanceof Atoms.Equals
        || question instanceof Atoms.IsTrue
        || (question instanceof Compare compare
            && Stream.of(compare.left(), compare.right()).anyMatch(o -> o.unit() != Unit.NONE));
  }

  /** Whether something is asked that only a field with a value can answer with yes. */
  private static boolean needsValue(List<Logic.Literal> asked) {
    return asked.stream()
        .anyMatch(l -> l.holds() && !l.question().test(Message.empty()) && !isClock(l));
  }

  private static boolean isMissing(List<Logic.Literal> asked) {
    return asked.stream().anyMatch(l -> !l.holds() && l.question() instanceof Atoms.Exists);
  }

  private static boolean partsClash(List<Logic.Literal> asked) {
    for (Logic.Literal one : asked) {
      for (Logic.Literal other : asked) {
        if (one.holds()
            && one.question() instanceof Atoms.HasPart a
            && other.question() instanceof Atoms.HasPart b
            && (other.holds() ? differ(a, b) : covers(a, b))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean differ(Atoms.HasPart a, Atoms.HasPart b) {
    return a.where() == b.where()
        && switch (a.where()) {
          case STARTS_WITH -> !a.part().startsWith(b.part()) && !b.part().startsWith(a.part());
          case ENDS_WITH -> !a.part().endsWith(b.part()) && !b.part().endsWith(a.part());
          default -> false;
        };
  }

  /** Whether a text with the first part always has the second one. */
  private static boolean covers(Atoms.HasPart a, Atoms.HasPart b) {
    return switch (b.where()) {
      case CONTAINS -> a.where() != Atoms.Where.ICONTAINS && a.part().contains(b.part());
      case STARTS_WITH -> a.where() == b.where() && a.part().startsWith(b.part());
      case ENDS_WITH -> a.where() == b.where() && a.part().endsWith(b.part());
      case ICONTAINS -> false;
    };
  }
}
