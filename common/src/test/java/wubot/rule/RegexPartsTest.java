// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a regular expression cannot match without. */
class RegexPartsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "disk disk",
        "^Disk$ disk",
        "a.*disk disk",
        "full.disk.is full",
        "full.harddisk harddisk",
        "disks? disk",
        "disks* disk",
        "disks+x disks",
        "dis(k)?full full",
        "(disk|fan)s disk,fan",
        "(?:disk|fan)s disk,fan",
        "(disk|fan){2} disk,fan",
        "a\\.b\\.c a.b.c",
        "[disk]full full",
        "[]disk]full full",
        "[[:alpha:]]full full",
        "[\\]disk]full full",
        "\\bdisk\\b disk",
        "disk{2}full disk",
        "(disk(fan|cpu)) disk",
        "error|warn error,warn",
        "été ",
        "ab ",
        "disk| ",
        "(disk)? ",
        "(disk|) ",
        "(disk){0,2} ",
        "(?i)disk ",
        "(?!disk)fan ",
        "(?<=disk)fan ",
        "(?x)d#isk ",
        "\\x64isk ",
        "(disk)\\1 ",
        "\\Qdisk\\E ",
        "\\pdisk ",
        "disk{x}full ",
        "disk{,3}full ",
        "(disk ",
        "disk)fan ",
        "[disk ",
        "disk\\ ",
      })
  void areThese(String source, String parts) {
    Set<String> expected = parts == null ? Set.of() : Set.of(parts.split(","));
    assertEquals(expected, RegexParts.of(source).orElse(Set.of()));
  }

  @Test
  void manyChoicesAreNotWorthIt() {
    StringBuilder choices = new StringBuilder("disk0");
    for (int i = 1; i <= NeededParts.MOST; i++) {
      choices.append("|disk").append(i);
    }
    assertTrue(RegexParts.of(choices.toString()).isEmpty());
  }

  @Test
  void nestingIsNoProblem() {
    String deep = "(".repeat(100_000) + "disk" + ")".repeat(100_000);
    assertTrue(RegexParts.of(deep).isEmpty());
  }

  /** Whatever matches has one of them: expressions and texts at random. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void standInAllThatMatches(int seed) {
    Random random = new Random(seed);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      String source = expression(random, 0);
      Regex regex = i % 2 == 0 ? Regex.of(source) : Regex.ignoringCase(source);
      Set<String> parts = regex.neededParts().orElse(Set.of());
      for (int j = 0; !parts.isEmpty() && j < 20; j++) {
        String text = text(random);
        if (isFound(regex, text)) {
          matched++;
          assertTrue(
              parts.stream().anyMatch(part -> FoldedText.isIn(text, part)),
              () -> source + " needs " + parts + " and matches '" + text + "'");
        }
      }
    }
    assertTrue(matched > 200, "only " + matched + " matched");
  }

  private static boolean isFound(Regex regex, String text) {
    try {
      return regex.find(text);
    } catch (RegexException e) {
      return false; // it takes too long
    }
  }

  private static String expression(Random random, int depth) {
    StringBuilder source = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      source.append(
          switch (random.nextInt(depth > 2 ? 8 : 11)) {
            case 0 -> ".";
            case 1 -> "[ab]";
            case 2 -> "\\w";
            case 8 -> "(" + expression(random, depth + 1) + ")";
            case 9 -> "(?:" + expression(random, depth + 1) + "|" + text(random, 4) + ")";
            case 10 -> "(" + expression(random, depth + 1) + "|b)";
            default -> text(random, 5);
          });
      source.append(List.of("", "", "", "?", "*", "+", "{2}", "{0,1}").get(random.nextInt(8)));
    }
    return source.toString();
  }

  private static String text(Random random) {
    return text(random, 14);
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      text.append("aabbAbksKſıİi".charAt(random.nextInt(13)));
    }
    return text.toString();
  }

  @Test
  void decideWhereTheSearchWouldTakeTooLong() {
    Regex regex = Regex.of("^((a+)+)\\2disk$");
    assertTrue(regex.neededParts().isEmpty());
    Regex backwards = Regex.of("(a*a*)*b\\b(é*é*)*disk$");
    assertFalse(backwards.find("aé".repeat(3000)));
  }
}
