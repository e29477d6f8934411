// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          abc              ~ xabcx
          ^abc             ~ abcx
          abc$             ~ xabc
          ^abc$            ~ abc
          a\\.c            ~ xa.cx
          a.c              ~ abc
          [[:alpha:]]+\\d  ~ ab1
          [[:^digit:]]x    ~ ax
          [^[:space:]]x    ~ ax
          a[[]b            ~ a[b
          a[]]b            ~ a]b
          a[^]]b           ~ axb
          a[&&b]c          ~ a&c
          x{a}             ~ x{a}
          {x               ~ {x
          x}               ~ x}
          a{2}b            ~ aab
          a{2,}b           ~ aaaab
          a{1,2}b          ~ aab
          ^a{,2}b          ~ aab
          ^xa{,2}b         ~ xb
          (?P<n>a)\\k<n>   ~ aa
          (?<a_b>x)\\k{a_b} ~ xx
          (?'q'x)y         ~ xy
          (a)\\g1          ~ aa
          (a)\\g{1}        ~ aa
          \\Qa.b\\E.       ~ a.bc
          \\Qa.b           ~ a.b
          a(?#note)b       ~ ab
          (?i)ABC          ~ abc
          (?=a)a(?!c)      ~ ab
          a++b             ~ aab
          (?>a+)b          ~ aab
          \\bwort\\b       ~ ein wort hier
          ^\\w+$           ~ Größe
          \\x41\\x{42}     ~ AB
          \\h+x            ~ a x
          a\\Z             ~ a
          \\/usr\\/bin     ~ /usr/bin
          a\\-b\\_c        ~ a-b_c
          [[:word:]]+!    ~ ä!
          ^[[:^word:]]+$  ~ --
          ^[[:ascii:]]+$  ~ ab
          \\101\\o{102}    ~ AB
          \\N{U+263A}     ~ ☺
          ^\\N{3}$        ~ abc
          (a)(b)\\g{-1}   ~ abb
          [(](a)\\1       ~ (aa
          (?P<x>a)(?P=x)  ~ aa
          (?^:a)(?^ui:b)  ~ aB
          """)
  void findsWhatPerlFinds(String pattern, String text) {
    assertTrue(Regex.of(pattern.replace("\\\\", "\\")).find(text), pattern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          abc    ~ xABCx
          ^abc   ~ xabc
          ^abc$  ~ abcd
          a[&&b]c ~ aXc
          a[[]b  ~ axb
          x{a}   ~ xa
          ^a{,2}b ~ aaab
          x{,}   ~ x
          (?i)x(?^:a) ~ XA
          """)
  void doesNotFind(String pattern, String text) {
    assertFalse(Regex.of(pattern).find(text), pattern);
  }

  @Test
  void endsBeforeALastLineBreakAsInPerl() {
    for (String pattern : List.of("c$", "[c]$", "^abc$", "^ab[c]$")) {
      assertTrue(Regex.of(pattern).find("abc\n"), pattern);
      assertFalse(Regex.of(pattern).find("abc\n\n"), pattern);
      assertFalse(Regex.of(pattern).find("abc\r\n"), pattern);
    }
    assertFalse(Regex.of("a.c").find("a\nc"));
    assertTrue(Regex.of("a.c").find("a\rc"), "only \\n ends a line");
    assertTrue(Regex.acrossLines("a.c").find("a\nc"));
  }

  @Test
  void ignoresCaseInEveryScript() {
    assertTrue(Regex.ignoringCase("größe").find("GRÖSSE GRÖßE"));
    assertTrue(Regex.ignoringCase("TEST").find("a test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        ")",
        "[a",
        "a**",
        "*",
        "\\",
        "(?<n",
        "(?z)",
        "\\g",
        "\\1",
        "(a)\\2",
        "[(]\\1",
        "(a)\\g2",
        "(a)\\g{-2}",
        "\\o{9}",
        "\\N{SNOWMAN}",
        "\\k",
        "[[:nope:]]",
        "a{2,1}",
        "(?|a|b)",
        "a\\Kb",
        "\\x{zz}",
        "\\p{Nope}",
        "(?#open"
      })
  void refusesWhatIsNoExpression(String pattern) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Regex.of(pattern));
    assertTrue(
        e.getMessage().startsWith("'" + pattern + "' is not a regular expression: "),
        e::getMessage);
    assertFalse(e.getMessage().contains("\n"), e::getMessage);
  }

  @Test
  void refusesNestingThatWouldOverflow() {
    String deep = "(".repeat(50_000) + ")".repeat(50_000);
    assertThrows(IllegalArgumentException.class, () -> Regex.of(deep));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(.*a){12}x",
        "(a+)+$",
        "(a|a)*b",
        "(a|aa)+$",
        "(.*)*(.*)*(.*)*z",
        "^(([a-z])+.)+[A-Z]([a-z])+$"
      })
  void runawayPatternsComeToAnEnd(String pattern) {
    Regex regex = Regex.of(pattern);
    String text = "a".repeat(5000) + "!";
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> regex.find(text));
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> regex.matches(text, 10));
  }

  @Test
  void aRunawayPatternGivesTheRightAnswer() {
    assertFalse(Regex.of("(.*a){12}x").find("a".repeat(2000)));
    assertTrue(Regex.of("(.*a){12}x").find("a".repeat(40) + "x"));
    assertTrue(Regex.of("^(a|aa)+$").find("a".repeat(3000) + "\n"), "$ in linear time too");
  }

  @Test
  void longTextsDoNotOverflowTheStack() {
    String text = "ab".repeat(200_000);
    assertTrue(Regex.of("^(a|b)*$").find(text));
    assertEquals(1, Regex.of("^(a|b)*$").matches(text, 5).size());
  }

  @Test
  void whatNeitherCanDoFailsInstead() {
    Regex regex = Regex.of("^(a+)+\\1$");
    RegexException e = assertThrows(RegexException.class, () -> regex.find("a".repeat(3000) + "b"));
    assertTrue(e.getMessage().contains("takes too long"), e.getMessage());
    assertFalse(e.getMessage().contains("aaaa"), "the text is not repeated");
  }

  @Test
  void capturesAndReplaces() {
    List<Regex.Match> matches = Regex.of("(\\w)(\\d)?").matches("a1 b", 10);
    assertEquals(List.of("a1", "a", "1"), matches.get(0).groups());
    assertEquals(List.of("b", "b", ""), matches.get(1).groups());
    assertEquals("x1 x2", Regex.of("[a-z]+").replaceAll("abc1 def2", "x"));
    assertEquals("$1\\", Regex.of("a").replaceAll("a", "$1\\"), "taken as it is");
    assertEquals("-a-b-", Regex.of("").replaceAll("ab", "-"));
  }

  /** On plain patterns the short cut and the engine agree. */
  @Test
  void theShortCutForPlainTextsChangesNothing() {
    Random random = new Random(7);
    String alphabet = "ab.^$\n\\";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder pattern = new StringBuilder(random.nextBoolean() ? "^" : "");
      for (int i = random.nextInt(3); i >= 0; i--) {
        char c = alphabet.charAt(random.nextInt(2));
        pattern.append(random.nextInt(4) == 0 ? "\\." : String.valueOf(c));
      }
      pattern.append(random.nextBoolean() ? "$" : "");
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      boolean expected =
          Pattern.compile(pattern.toString(), Pattern.UNIX_LINES).matcher(text).find();
      assertEquals(
          expected, Regex.of(pattern.toString()).find(text.toString()), pattern + " in " + text);
    }
  }

  @Test
  void randomPatternsAreReadOrRefused() {
    Random random = new Random(8);
    String alphabet = "ab[]()^$.*+?{}|\\0,-:PQEkgN<>'=!&";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder pattern = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        pattern.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Regex.of(pattern.toString()).matches("aabb[]", 3);
      } catch (IllegalArgumentException | RegexException e) {
        assertTrue(e.getMessage().contains("regular expression"), e::getMessage);
      }
    }
  }
}
