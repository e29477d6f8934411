// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wubot.config.Place;
import wubot.message.Message;

/** Whatever is written as a condition is read or refused with a place, and nothing else happens. */
class ConditionFuzzTest {

  private static final String[] PIECES = {
    "foo",
    "bar",
    "a.b",
    "'q f'",
    "\"x\"",
    " ",
    "  ",
    "\n",
    "\t",
    "AND",
    "and",
    "OR",
    "NOT",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{{ foo }}",
    "=",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "equals",
    "matches",
    "imatches",
    "contains",
    "is",
    "true",
    "false",
    "in",
    "[a, b]",
    "starts with",
    "ends",
    "with",
    "exists",
    "between",
    "1",
    "-2.5",
    "1e9",
    "2h",
    "10GB",
    "90%",
    "22:00",
    "weekday",
    "time",
    "Mon",
    "^x.*$",
    "\\d+",
    "\\",
    "'",
    "\"",
    ",",
    "|",
    "$",
    "ä",
    "\u2028",
    "\uD83D\uDE00",
    "\0",
    "not",
    "(?i)"
  };

  @Test
  void piecesOfConditions() {
    Random random = new Random(42);
    int read = 0;
    for (int round = 0; round < 8_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(12);
      for (int i = 0; i < length; i++) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
        if (random.nextInt(3) > 0) {
          text.append(' ');
        }
      }
      read += check(text.toString());
    }
    assertTrue(read > 100, "only " + read + " were conditions");
  }

  @Test
  void randomCharacters() {
    Random random = new Random(43);
    for (int round = 0; round < 8_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.append(
            (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(95)));
      }
      check(text.toString());
    }
  }

  @Test
  void conditionsWithOneCharacterChanged() {
    Random random = new Random(44);
    String good = "(foo equals x AND NOT bar matches ^[a-z]+(x|y)$) OR n in [1, 'b c'] OR age > 2h";
    for (int round = 0; round < 8_000; round++) {
      StringBuilder text = new StringBuilder(good);
      text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
      check(text.toString());
    }
  }

  /** 1 when it could be read. */
  private static int check(String text) {
    Condition condition;
    try {
      condition = Condition.parse(text, ZoneOffset.UTC);
    } catch (ConditionSyntaxException e) {
      assertTrue(e.line() >= 1 && e.column() >= 1, text);
      assertTrue(!e.problem().isEmpty(), text);
      String shown = e.at(Place.of("rules.yaml")).toString();
      assertTrue(shown.contains("^"), shown);
      return 0;
    }
    Message message = Message.of("foo", "x").with("n", 1).with("lastupdate", 5);
    String words = condition.toString();
    Condition again = Condition.parse(words, ZoneOffset.UTC);
    assertEquals(condition, again, () -> text + " reads as " + words);
    assertEquals(condition.test(message), Decision.of(again, message).held(), text);
    return 1;
  }
}
