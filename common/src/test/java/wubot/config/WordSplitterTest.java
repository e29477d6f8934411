// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordSplitterTest {

  @Test
  void splitsAtWhiteSpace() {
    assertEquals(List.of("a", "-b", "c"), WordSplitter.split("  a\t-b \n c "));
    assertEquals(List.of(), WordSplitter.split("   "));
  }

  @Test
  void quotesAndBackslashesHoldWordsTogether() {
    assertEquals(
        List.of("a b", "c\"d", "e f", "", "g'h", "$HOME", "i\\j"),
        WordSplitter.split("'a b' \"c\\\"d\" e\\ f '' g\"'\"h $HOME \"i\\j\""));
  }

  @Test
  void whatIsQuotedMeansNothingToAShell() {
    assertEquals(
        List.of("grep", "a|b", "x;y", "<", "$(z)"),
        WordSplitter.split("grep 'a|b' \"x;y\" \\< '$(z)'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a | b", "a > b", "a && b", "a; b", "a `b`", "a $(b)", "a < b"})
  void refusesWhatOnlyAShellUnderstands(String text) {
    String problem =
        assertThrows(IllegalArgumentException.class, () -> WordSplitter.split(text)).getMessage();
    assertTrue(problem.contains("use 'shell'"), problem);
  }

  @Test
  void refusesAnOpenQuote() {
    String problem =
        assertThrows(IllegalArgumentException.class, () -> WordSplitter.split("echo 'abc"))
            .getMessage();
    assertEquals("a quote (') is opened and not closed", problem);
  }
}
