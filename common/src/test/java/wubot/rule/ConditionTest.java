// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

class ConditionTest {

  private static final Message MESSAGE =
      Message.of("host", "joe")
          .with("zero", 0)
          .with("zero_text", "0")
          .with("empty", "")
          .with("none", null)
          .with("five", 5)
          .with("minus", -3.5)
          .with("also_five", "5.0")
          .with("yes", true)
          .with("no", false)
          .with("false_text", "false")
          .with("my-field", "dashed")
          .with("and", "conjunction")
          .with("a.b", "dotted")
          .with("age", 7300)
          .with("age_text", "3h5m")
          .with("free", "12G")
          .with("used", "91%")
          .with("quote", "say \"hi\"")
          .with("list", List.of("a", "b"))
          .with("path", "C:\\temp\\")
          .with("subject", "disk sda1 is full (95%)")
          .with("lastupdate", 1_763_764_200); // Friday 2025-11-21 22:30 UTC

  private static boolean test(String condition) {
    Condition parsed = Condition.parse(condition, ZoneOffset.UTC);
    boolean held = parsed.test(MESSAGE);
    String words = parsed.toString();
    Condition again = Condition.parse(words, ZoneOffset.UTC);
    assertEquals(parsed, again, () -> "not the same in its own words: " + words);
    assertEquals(held, Decision.of(parsed, MESSAGE).held());
    assertEquals(
        Condition.Constant.of(held), parsed.given(field -> true, MESSAGE), "all fields known");
    if (!words.contains("TRUE") && !words.contains("FALSE")) {
      assertEquals(parsed, parsed.given(field -> false, MESSAGE), "no field known");
    }
    return held;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host equals joe",
        "host equals 'joe'",
        "host equals \"joe\"",
        "host=joe",
        "host == joe",
        "host =joe AND host= joe",
        "host != jane",
        "host!=jane",
        "host matches ^j",
        "host  matches   o",
        "host imatches JOE",
        "host in [jane, joe]",
        "host in ['joe']",
        "host not in [jane, jack]",
        "five in [4, 5.0]",
        "host starts with jo",
        "host ends with oe",
        "host  starts   with  'jo'",
        "subject contains sda1 is",
        "subject icontains SDA1",
        "host not contains x",
        "host exists",
        "none exists",
        "nothing not exists",
        "contains none",
        "contains 'my-field'",
        "CONTAINS host",
        "'my-field' equals dashed",
        "\"my-field\" = dashed",
        "'and' equals conjunction",
        "a.b equals dotted",
        "zero equals 0",
        "zero_text equals 0",
        "zero = 0",
        "empty equals \"\"",
        "empty equals ''",
        "none equals ''",
        "nothing equals ''",
        "nothing != x",
        "five is true",
        "yes is true",
        "no is false",
        "zero is false",
        "nothing is false",
        "false_text is false",
        "five is not false",
        "zero is not true",
        "yes equals true",
        "five = 5",
        "five = 5.0",
        "five == also_five OR five = {{ also_five }}",
        "five equals {{also_five}}",
        "host != {{ subject }}",
        "five equals 5",
        "NOT five equals 5.0",
        "five >= 5",
        "five<6",
        "five>-6",
        "minus < -3",
        "minus = -3.5",
        "-4 < minus",
        "minus > -1e1",
        "five < also_five OR five <= also_five",
        "five <= {{ also_five }}",
        "age > 2h",
        "2h < age",
        "age < 2h2m",
        "age_text > 3h",
        "free > 10GB",
        "free <= 12GiB",
        "used > 90%",
        "used < 91.5%",
        "five between 1 and 5",
        "age between 2h and 3h AND five between 5 and 5",
        "NOT five between 6 and 9",
        "time between 22:00 and 06:00",
        "time between 22:30 and 22:31",
        "time between 00:00 and 24:00",
        "time between 22:30 and 24:00",
        "NOT time between 22:31 and 22:30",
        "weekday in [Fri, Sat]",
        "weekday = Friday",
        "weekday in [Mon-Fri]",
        "weekday in [Thu-Mon]",
        "NOT weekday in [Sat-Thu]",
        "TRUE",
        "true AND host exists",
        "NOT FALSE",
        "NOT NOT TRUE",
        "(host equals joe)",
        "((host equals joe)AND(five = 5))",
        "( host equals jane OR host equals joe ) AND five = 5",
        "(host equals jane or host equals joe) and five = 5",
        "(not host equals jane And five is true) Or FALSE",
        "NOT(host equals jane)",
        "host equals joe\n  AND five = 5\n  AND zero is false",
        "host equals joe\tAND\tfive = 5",
        "subject contains (95%)",
        "(subject contains (95%))",
        "( subject ends with (95%) AND five = 5 )",
        "subject matches \\(\\d+%\\)$",
        "(subject matches \\(95)",
        "(subject matches [(]95 OR FALSE)",
        "(subject matches [)]$ AND five = 5)",
        "quote equals \"say \\\"hi\\\"\"",
        "quote equals 'say \"hi\"'",
        "path equals 'C:\\temp\\'",
        "path equals C:\\temp\\",
        "subject matches 'disk and more|full'",
        "five < inf",
        "inf > five",
        "Infinity > five AND NOT 'inf' > five",
        "NOT inf equals x",
      })
  void holds(String condition) {
    assertTrue(test(condition), condition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host equals Joe",
        "host equals jo",
        "nothing equals 0",
        "empty equals 0",
        "host != joe",
        "host in [jane, jack]",
        "nothing in [a]",
        "host exists AND nothing exists",
        "nothing matches .*",
        "empty matches ^$",
        "zero matches ^0$",
        "zero_text imatches 0",
        "no matches false",
        "nan < five OR nan >= five",
        "none starts with ''",
        "nothing < 5",
        "nothing >= 5",
        "host < 5",
        "NOT TRUE",
        "yes is false",
        "list = 5",
        "used > 2h",
        "host between 1 and 5",
        "five between 5.5 and 6",
        "time between 06:00 and 22:00",
        "time between 22:31 and 24:00",
        "time between 22:30 and 22:30",
        "weekday in [Sat, Sun]",
        "weekday in [Mon-Thu]",
      })
  void doesNotHold(String condition) {
    assertFalse(test(condition), condition);
  }

  @Test
  void mixingAndWithOrShowsBothReadings() {
    ConditionSyntaxException e = refused("a exists AND b = 1 or c exists AND d exists");
    assertEquals("AND and OR are mixed without parentheses", e.problem());
    assertEquals(20, e.column());
    assertTrue(e.hint().contains("( a exists AND b = 1 ) OR ( c exists AND d exists )"), e.hint());
    assertTrue(e.hint().contains("a exists AND ( b = 1 OR c exists ) AND d exists"), e.hint());
    for (String line : e.hint().lines().filter(l -> l.startsWith("    ")).toList()) {
      Condition.parse(line.strip(), ZoneOffset.UTC);
    }
  }

  @Test
  void mixingInsideParenthesesIsFoundToo() {
    assertTrue(
        refused("x exists AND (a exists OR b exists AND c exists)").problem().contains("mixed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          foo                        | 1:4   | after the field 'foo' an operator is missing | foo exists
          foo AND bar exists         | 1:5   | after the field 'foo' an operator is missing | foo is true
          foo equal bar              | 1:5   | expected an operator after 'foo', found 'equal' | did you mean 'equals'
          foo eqals bar              | 1:5   | expected an operator | did you mean 'equals'
          foo Matchs ^x              | 1:5   | expected an operator | did you mean 'matches'
          foo =~ x                   | 1:5   | expected an operator | did you mean 'matches'
          foo eq x                   | 1:5   | expected an operator | did you mean 'equals'
          foo <> 5                   | 1:5   | expected an operator | did you mean '!='
          foo !== 5                  | 1:5   | expected an operator | did you mean '!='
          foo => 5                   | 1:5   | expected an operator | did you mean '>='
          foo start with x           | 1:5   | expected an operator | did you mean 'starts with'
          foo startswith x           | 1:5   | expected an operator | did you mean 'starts with'
          foo && bar                 | 1:5   | expected an operator | did you mean 'AND'
          foo blah x                 | 1:5   | expected an operator | operators are
          foo equals                 | 1:11  | after 'equals' a value is missing | ""
          foo equals AND x exists    | 1:12  | after 'equals' a value is missing | ""
          foo matches                | 1:12  | after 'matches' a value is missing | ""
          foo matches (a             | 1:13  | is not a regular expression | ``
          foo matches [a             | 1:13  | is not a regular expression | ``
          foo matches *a             | 1:13  | is not a regular expression | ``
          foo is maybe               | 1:8   | after 'is' expected true or false, found 'maybe' | foo equals
          foo < bar baz              | 1:11  | expected AND, OR or the end, found 'baz' | quotes
          foo < 5 apples             | 1:9   | expected AND, OR or the end, found 'apples' | quotes
          foo < -bar                 | 1:7   | expected a number or the name of a field, found '-bar' | unit
          foo = "abc                 | 1:7   | the quote opened here is not closed | ``
          foo in a, b                | 1:8   | after 'in' expected a list such as [a, b] | ``
          foo in [a, b               | 1:8   | the list opened here is not closed | ``
          foo in [a,,b]              | 1:11  | a value is missing in the list | ""
          foo in []                  | 1:9   | a value is missing in the list | ""
          (foo exists                | 1:1   | the parenthesis opened here is not closed | ``
          foo exists)                | 1:11  | this parenthesis closes nothing | ``
          ( )                        | 1:3   | nothing between the parentheses | ``
          foo exists AND             | 1:12  | after AND a condition is missing | ``
          foo exists OR )            | 1:12  | after OR a condition is missing | ``
          AND foo exists             | 1:5   | expected an operator after 'AND' | ``
          my-field equals x          | 1:3   | '-' cannot stand in a name | quotes
          !foo exists                | 1:1   | expected the name of a field | NOT
          {$foo} equals x            | 1:1   | expected the name of a field | name alone
          foo contains {{ bar }}     | 1:14  | a field cannot stand here | quotes
          foo > 5min                 | 1:7   | '5min' is no number, duration or size | quotes
          foo > 1h30                 | 1:7   | '1h30' is no number, duration or size | 1h30m
          foo between 1 and 5x       | 1:19  | '5x' is no number, duration or size | quotes
          foo between 1              | 1:14  | between needs two bounds | ``
          foo between 1 and          | 1:18  | expected a number | ``
          foo between 10:00 and 5    | 1:22  | the bounds are of two kinds | ``
          foo between 10:00 and 11:00 | 1:22 | only 'time' lies between times of day | ``
          time between 25:00 and 6:00 | 1:14 | expected a time of day | ``
          foo equals a and pepper    | 1:24  | an operator is missing | ``
          foo matches salt or x y    | 1:23  | expected an operator | ``
          foo exists bar exists      | 1:12  | expected AND, OR or the end, found 'bar' | ``
          foo = {{ bar               | 1:7   | a field as a value is written {{ name }} | ``
          """)
  void refused(String condition, String place, String problem, String hint) {
    ConditionSyntaxException e = refused(condition);
    assertEquals(place, e.line() + ":" + e.column(), e::getMessage);
    assertTrue(e.problem().contains(problem), e::problem);
    assertTrue(hint == null || e.hint().contains(hint), e::hint);
  }

  @Test
  void theExcerptShowsTheLineAndACaret() {
    ConditionSyntaxException e = refused("foo exists\n  AND bar equal 5\n  AND x exists");
    assertEquals(2, e.line());
    assertEquals(11, e.column());
    assertEquals("      AND bar equal 5\n              ^", e.excerpt());
  }

  @Test
  void aValueDoesNotGoOnOverTheEndOfALine() {
    ConditionSyntaxException e = refused("foo equals a\nbar equals b");
    assertTrue(e.hint().contains("AND or OR"), e.hint());
    assertEquals(1, e.line());
  }

  @Test
  void emptyConditionsAreRefused() {
    refused("");
    refused(" \n\t");
  }

  @Test
  void nestingIsBounded() {
    String deep = "(".repeat(10_000) + "a exists" + ")".repeat(10_000);
    assertTrue(refused(deep).problem().matches("(?s).*(deeper|longer).*"));
    assertTrue(refused("(".repeat(5000)).problem().contains("deeper"));
    assertTrue(refused("NOT ".repeat(4000) + "a exists").problem().contains("deeper"));
    String fine = "(".repeat(90) + "five = 5" + ")".repeat(90);
    assertTrue(test(fine));
    assertTrue(test("five = 5" + " AND five = 5".repeat(1000)));
  }

  @Test
  void namesItsFields() {
    Condition condition =
        Condition.parse("a = 1 AND (b < c OR NOT d matches x) AND weekday = Mon", ZoneOffset.UTC);
    assertEquals(Set.of("a", "b", "c", "d", "lastupdate"), condition.fields());
  }

  @Test
  void keepsWhatIsNotKnown() {
    Condition condition =
        Condition.parse("(key equals a OR key equals b) AND size > 5", ZoneOffset.UTC);
    Condition rest = condition.given("key"::equals, Message.of("key", "b"));
    assertEquals(Condition.parse("size > 5", ZoneOffset.UTC), rest);
    assertEquals(Condition.Constant.NEVER, condition.given("key"::equals, Message.of("key", "c")));
    Condition negated = Condition.parse("NOT (key equals a AND size > 5)", ZoneOffset.UTC);
    assertEquals(Condition.Constant.ALWAYS, negated.given("key"::equals, Message.of("key", "c")));
    assertEquals(
        Condition.parse("NOT size > 5", ZoneOffset.UTC),
        negated.given("key"::equals, Message.of("key", "a")));
  }

  @Test
  void timeIsToldWhereTheDaemonIs() {
    Condition condition =
        Condition.parse("time between 23:00 and 23:59", ZoneId.of("Europe/Berlin"));
    assertTrue(condition.test(MESSAGE));
  }

  @Test
  void aDecisionNamesThePartsThatDecided() {
    Condition condition =
        Condition.parse(
            "(host equals joe OR host equals jane) AND five > 9 AND zero is true", ZoneOffset.UTC);
    Decision decision = Decision.of(condition, MESSAGE);
    assertFalse(decision.held());
    assertEquals(1, decision.parts().size());
    assertEquals("five > 9", decision.parts().get(0).question());
    assertEquals("5", decision.parts().get(0).values().get("five"));

    Decision held =
        Decision.of(
            Condition.parse("host equals joe AND nothing is false", ZoneOffset.UTC), MESSAGE);
    assertTrue(held.held());
    assertEquals(2, held.parts().size());
    assertTrue(held.parts().get(1).values().isEmpty(), "a missing field has no value");
  }

  private static ConditionSyntaxException refused(String condition) {
    return assertThrows(
        ConditionSyntaxException.class,
        () -> Condition.parse(condition, ZoneOffset.UTC),
        condition);
  }

  @Test
  void asDeepAsItWasReadItCanBeReadAgain() {
    Condition deep = Condition.parse("NOT ".repeat(99) + "a equals b", ZoneOffset.UTC);
    assertEquals(deep, Condition.parse(deep.toString(), ZoneOffset.UTC));
  }
}
