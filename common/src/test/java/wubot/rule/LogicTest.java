// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

class LogicTest {

  private static Condition read(String text) {
    return Condition.parse(text, ZoneOffset.UTC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FALSE",
        "a = 1 AND a = 2",
        "a = x AND a = y",
        "a = x AND NOT a = x",
        "status = OK AND status in [WARNING, CRITICAL]",
        "a > 5 AND a < 3",
        "a > 5 AND a <= 5",
        "a > 5 AND NOT a > 4",
        "3 < a AND a < 2",
        "a = 7 AND a > 9",
        "a not exists AND a matches x",
        "a not exists AND a is true",
        "a is true AND a is false",
        "a equals '' AND a is true",
        "a starts with x AND a starts with y",
        "a starts with abc AND NOT a starts with ab",
        "a contains abc AND a not contains b",
        "a equals foo AND a matches ^b",
        "time between 08:00 and 09:00 AND time between 10:00 and 11:00",
        "weekday = Sat AND weekday in [Mon, Tue]",
        "(a = 1 OR a = 2) AND (a = 3 OR a = 4)",
        "a > 2h AND a < 30m",
      })
  void thatCanNeverHold(String text) {
    assertTrue(Logic.isImpossible(read(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUE",
        "a = 1 AND b = 2",
        "a != 1 AND a != 2",
        "a = 5 AND a equals 5.0",
        "a = 0 AND a is true",
        "a > 5 AND a < 6",
        "NOT a > 5 AND NOT a < 5",
        "a > 1h AND a > 50",
        "a exists AND a is false",
        "a equals '' AND a not exists",
        "time between 22:00 and 06:00 AND time between 05:00 and 07:00",
        "NOT time between 00:00 and 12:00 AND NOT time between 12:00 and 24:00",
        "a starts with x AND a starts with xy",
        "a contains b AND NOT a contains bc",
        "a matches x AND NOT a imatches X",
      })
  void thatMayHold(String text) {
    assertFalse(Logic.isImpossible(read(text)));
  }

  @Test
  void implication() {
    assertTrue(Logic.implies(read("a = 1 AND b = 2"), read("a = 1")));
    assertTrue(Logic.implies(read("a > 5"), read("a > 3")));
    assertTrue(Logic.implies(read("status = OK"), read("status in [OK, WARNING]")));
    assertTrue(Logic.implies(read("a = x"), Condition.Constant.ALWAYS));
    assertFalse(Logic.implies(read("a > 3"), read("a > 5")));
    assertFalse(Logic.implies(read("a = 1"), read("b = 1")));
    assertEquals(
        List.of(read("a = 1"), read("b = 2")),
        Logic.questions(read("a = 1 AND NOT (b = 2 OR a = 1)")));
  }

  /** Whatever is called impossible holds for none of many messages, whose values are near. */
  @Test
  void neverWrongAboutRandomConditions() {
    Random random = new Random(5);
    List<Object> values =
        List.of("", "0", "1", "2", "1.0", "x", "xy", "yx", "5m", "2 ", 0L, 1L, 2.0, true, false);
    String[] operators = {
      "= 1",
      "= x",
      "!= 1",
      "equals 1",
      "equals ''",
      "> 1",
      "<= 1",
      "< 2",
      "is true",
      "is false",
      "exists",
      "starts with x",
      "contains y",
      "matches ^x",
      "in [1, x]",
      "> 1m",
      "ends with x"
    };
    int impossible = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      String join = random.nextInt(4) == 0 ? " OR " : " AND ";
      for (int part = 0; part < 2 + random.nextInt(3); part++) {
        text.append(part == 0 ? "" : join).append(random.nextInt(3) == 0 ? "NOT " : "");
        text.append(random.nextBoolean() ? "a " : "b ");
        text.append(operators[random.nextInt(operators.length)]);
      }
      Condition condition = read(text.toString());
      if (Logic.isImpossible(condition)) {
        impossible++;
        for (Object a : values) {
          for (Object b : values) {
            assertFalse(
                condition.test(Message.of("a", a).with("b", b)), text + " for " + a + ", " + b);
            assertFalse(condition.test(Message.of("a", a)), text + " for " + a);
            assertFalse(condition.test(Message.of("b", b)), text + " for b " + b);
          }
        }
        assertFalse(condition.test(Message.empty()), text::toString);
      }
    }
    assertTrue(impossible > 1000, "only " + impossible);
  }

  @Test
  void hardExpressions() {
    assertEquals(java.util.Optional.of(true), Regex.of("^(a+)+\\1$").failsOnHardTexts());
    assertTrue(Regex.of("^DiskSpace").failsOnHardTexts().isEmpty());
    assertTrue(Regex.of("error|warning \\d+").failsOnHardTexts().isEmpty());
    assertTrue(Regex.of("^\\S+ (foo|bar)$").failsOnHardTexts().isEmpty());
  }
}
