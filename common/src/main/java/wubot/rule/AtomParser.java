// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one question of a condition: a field, an operator, a value. */
final class AtomParser {

  private final ConditionText text;
  private final ZoneId zone;
  private boolean inGroup;

  AtomParser(ConditionText text, ZoneId zone) {
    this.text = text;
    this.zone = zone;
  }

  /** Reads the question that begins here. */
  Condition parse(boolean insideGroup) {
    inGroup = insideGroup;
    int start = text.at();
    Optional<Condition> special = constantOrContains();
    if (special.isPresent()) {
      return special.get();
    }
    text.back(start);
    if (isNumberStart()) {
      Operand left = operand();
      text.skipBlanks();
      Optional<Compare.Operator> operator = comparison();
      if (operator.isPresent()) {
        return new Compare(left, operator.get(), right());
      }
      text.back(start);
    }
    String field = field();
    text.skipBlanks();
    if (text.takeWord("not")) {
      text.skipBlanks();
      return new Condition.Negation(wordOperator(field));
    }
    return operator(field);
  }

  private Optional<Condition> constantOrContains() {
    String word = text.takeName();
    text.skipBlanks();
    if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
      return atBoundary()
          ? Optional.of(Condition.Constant.of(word.equalsIgnoreCase("true")))
          : Optional.empty();
    }
    if (!word.equalsIgnoreCase("contains")) {
      return Optional.empty();
    }
    boolean quoted = text.atQuote();
    String field = quoted ? text.takeQuoted() : text.takeName();
    text.skipBlanks();
    return (quoted || !field.isEmpty()) && atBoundary()
        ? Optional.of(new Atoms.Exists(field))
        : Optional.empty();
  }

  /** Whether the end, a closing parenthesis or a connector comes next. */
  private boolean atBoundary() {
    int here = text.at();
    boolean boundary =
        text.atEnd() || text.peek() == ')' || text.takeWord("and") || text.takeWord("or");
    text.back(here);
    return boundary;
  }

  private boolean isNumberStart() {
    if (text.atEnd() || "+-.0123456789".indexOf(text.peek()) >= 0) {
      return !text.atEnd();
    }
    int start = text.at();
    boolean withoutEnd = Numbers.read(text.takeName()).isPresent(); // inf, infinity or nan
    text.back(start);
    return withoutEnd;
  }

  private String field() {
    if (text.atQuote()) {
      return text.takeQuoted();
    }
    String name = text.takeName();
    if (name.isEmpty()) {
      throw text.problem("expected the name of a field, found " + text.found(), fieldHint());
    }
    if (text.peek() == '-') {
      throw text.problem(
          "'-' cannot stand in a name", "put a name with dashes in quotes: '" + name + "-…'");
    }
    return name;
  }

  private String fieldHint() {
    return switch (text.peek()) {
      case '!' -> "write NOT instead of !";
      case '{', '$' -> "a field is written as its name alone";
      default -> "put other names in quotes";
    };
  }

  private Condition operator(String field) {
    int start = text.at();
    boolean not = text.take("!=");
    if (not || text.take("==") || text.take("=")) {
      if ("~<>=".contains(next())) {
        throw Suggestions.forOperator(text, start, field);
      }
      Condition equal = equal(field);
      return not ? new Condition.Negation(equal) : equal;
    }
    Optional<Compare.Operator> comparison = comparison();
    if (comparison.isPresent()) {
      return new Compare(new Operand.FieldOperand(field), comparison.get(), right());
    }
    return wordOperator(field);
  }

  private String next() {
    return text.atEnd() ? " " : String.valueOf(text.peek());
  }

  private Optional<Compare.Operator> comparison() {
    int start = text.at();
    Compare.Operator found =
        text.take("<=")
            ? Compare.Operator.LESS_OR_EQUAL
            : text.take(">=")
                ? Compare.Operator.GREATER_OR_EQUAL
                : text.take("<")
                    ? Compare.Operator.LESS
                    : text.take(">") ? Compare.Operator.GREATER : null;
    if (found != null && !text.atEnd() && "<>=".indexOf(text.peek()) >= 0) {
      text.back(start);
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }

  private Condition wordOperator(String field) {
    int start = text.at();
    if (text.takeWord("equals")) {
      return textEqual(field);
    }
    if (text.takeWord("matches")) {
      return matches(field, false);
    }
    if (text.takeWord("imatches")) {
      return matches(field, true);
    }
    if (text.takeWord("contains")) {
      return new Atoms.HasPart(field, Atoms.Where.CONTAINS, value("contains", false));
    }
    if (text.takeWord("icontains")) {
      return new Atoms.HasPart(field, Atoms.Where.ICONTAINS, value("icontains", false));
    }
    if (twoWords("starts", "with")) {
      return new Atoms.HasPart(field, Atoms.Where.STARTS_WITH, value("starts with", false));
    }
    if (twoWords("ends", "with")) {
      return new Atoms.HasPart(field, Atoms.Where.ENDS_WITH, value("ends with", false));
    }
    if (text.takeWord("exists")) {
      return new Atoms.Exists(field);
    }
    if (text.takeWord("is")) {
      return is(field);
    }
    if (text.takeWord("in")) {
      return in(field);
    }
    if (text.takeWord("between")) {
      return between(field);
    }
    throw Suggestions.forOperator(text, start, field);
  }

  private boolean twoWords(String first, String second) {
    int start = text.at();
    if (text.takeWord(first)) {
      text.skipBlanks();
      if (text.takeWord(second)) {
        return true;
      }
    }
    text.back(start);
    return false;
  }

  private Condition is(String field) {
    text.skipBlanks();
    boolean not = text.takeWord("not");
    text.skipBlanks();
    Condition atom = new Atoms.IsTrue(field);
    if (text.takeWord("true")) {
      return not ? new Condition.Negation(atom) : atom;
    }
    if (text.takeWord("false")) {
      return not ? atom : new Condition.Negation(atom);
    }
    throw text.problem(
        "after 'is' expected true or false, found " + text.found(),
        "to compare with a text, write '" + field + " equals …'");
  }

  private Condition textEqual(String field) {
    text.skipBlanks();
    if (text.peek() == '{') {
      return new Atoms.SameAs(field, reference());
    }
    return new Atoms.Equals(field, value("equals", false));
  }

  private Condition equal(String field) {
    text.skipBlanks();
    if (text.peek() == '{') {
      return new Atoms.SameAs(field, reference());
    }
    boolean quoted = text.atQuote();
    String value = value("=", false);
    if (field.equals("weekday") && Weekdays.parse(value).isPresent()) {
      return new ClockAtoms.OnDays(Weekdays.parse(value).get(), zone);
    }
    return quoted ? new Atoms.Equals(field, value) : Atoms.equal(field, value);
  }

  private Condition matches(String field, boolean ignoreCase) {
    text.skipBlanks();
    int start = text.at();
    String source = value(ignoreCase ? "imatches" : "matches", true);
    try {
      return new Atoms.Matches(field, ignoreCase ? Regex.ignoringCase(source) : Regex.of(source));
    } catch (IllegalArgumentException e) {
      throw text.problem(start, e.getMessage(), "");
    }
  }

  private String value(String operator, boolean pattern) {
    text.skipBlanks();
    int start = text.at();
    if (text.atQuote()) {
      return text.takeQuoted();
    }
    if (!pattern && text.take("{{")) {
      throw text.problem(
          start,
          "a field cannot stand here, only after = == != and equals",
          "to look for braces put them in quotes");
    }
    String value = atBoundary() ? "" : text.takeValue(pattern, inGroup);
    if (value.isEmpty()) {
      throw text.problem(
          "after '" + operator + "' a value is missing", "an empty text is written \"\"");
    }
    int lineBreak = value.indexOf('\n');
    if (lineBreak >= 0) {
      throw text.problem(
          start + lineBreak,
          "the value goes on over the end of the line",
          "join conditions with AND or OR, or put the value in quotes");
    }
    return value;
  }

  private String reference() {
    int start = text.at();
    if (text.take("{{")) {
      text.skipBlanks();
      String name = field();
      text.skipBlanks();
      if (text.take("}}")) {
        return name;
      }
    }
    throw text.problem(start, "a field as a value is written {{ name }}", "");
  }

  private Condition in(String field) {
    text.skipBlanks();
    int open = text.at();
    if (!text.take("[")) {
      throw text.problem("after 'in' expected a list such as [a, b]", "");
    }
    List<Atoms.OfField> choices = new ArrayList<>();
    List<String> words = new ArrayList<>();
    do {
      text.skipBlanks();
      boolean quoted = text.atQuote();
      String item = quoted ? text.takeQuoted() : listItem();
      words.add(item);
      choices.add(quoted ? new Atoms.Equals(field, item) : Atoms.equal(field, item));
      text.skipBlanks();
    } while (text.take(","));
    if (!text.take("]")) {
      throw text.atEnd()
          ? text.problem(open, "the list opened here is not closed, a ] is missing", "")
          : text.problem("expected , or ], found " + text.found(), "");
    }
    Optional<Set<DayOfWeek>> days =
        field.equals("weekday") ? Weekdays.parse(String.join(",", words)) : Optional.empty();
    return days.isPresent()
        ? new ClockAtoms.OnDays(days.get(), zone)
        : new Atoms.OneOf(field, List.copyOf(choices));
  }

  private String listItem() {
    int start = text.at();
    while (!text.atEnd() && ",]\n".indexOf(text.peek()) < 0) {
      text.back(text.at() + 1);
    }
    String item = text.between(start, text.at());
    if (item.isEmpty()) {
      throw text.problem(start, "a value is missing in the list", "an empty text is written \"\"");
    }
    return item;
  }

  private Condition between(String field) {
    Object from = bound();
    text.skipBlanks();
    if (!text.takeWord("and")) {
      throw text.problem("between needs two bounds, as in 'between 1 and 5'", "");
    }
    int second = text.at();
    Object to = bound();
    if (from instanceof LocalTime start && to instanceof LocalTime end) {
      if (!field.equals("time")) {
        throw text.problem(second, "only 'time' lies between times of day", "");
      }
      return new ClockAtoms.TimeBetween(start, end, zone);
    }
    if (from instanceof Operand low && to instanceof Operand high) {
      Operand value = new Operand.FieldOperand(field);
      return new Condition.AllOf(
          List.of(
              new Compare(value, Compare.Operator.GREATER_OR_EQUAL, low),
              new Compare(value, Compare.Operator.LESS_OR_EQUAL, high)));
    }
    throw text.problem(second, "the bounds are of two kinds", "");
  }

  private Object bound() {
    text.skipBlanks();
    int start = text.at();
    Optional<LocalTime> time = TimeOfDay.take(text);
    if (time.isPresent()) {
      return time.get();
    }
    text.back(start);
    return right();
  }

  private Operand right() {
    text.skipBlanks();
    int start = text.at();
    boolean digit = text.peek() >= '0' && text.peek() <= '9';
    Operand operand = operand();
    if (digit && operand instanceof Operand.FieldOperand field) {
      throw text.problem(
          start,
          "'" + field.name() + "' is no number, duration or size",
          "write 5m, 1h30m, 10GB, 90%; a field whose name begins with a digit goes in quotes");
    }
    return operand;
  }

  private Operand operand() {
    if (text.peek() == '{') {
      return new Operand.FieldOperand(reference());
    }
    int start = text.at();
    if (text.atQuote()) {
      String quoted = text.takeQuoted();
      return Numbers.read(quoted).orElseGet(() -> new Operand.FieldOperand(quoted));
    }
    String token = Numbers.take(text);
    Optional<Operand> number = Numbers.read(token);
    if (number.isPresent()) {
      return number.get();
    }
    if (token.isEmpty() || !token.codePoints().allMatch(Words::isNamePart)) {
      text.back(start);
      throw text.problem(
          "expected a number or the name of a field, found " + text.found(),
          "numbers may have a unit: 2h, 10GB, 90%");
    }
    return new Operand.FieldOperand(token);
  }
}
