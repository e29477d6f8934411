// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was probably meant. */
class SuggestionTest {

  private static final List<String> KNOWN =
      List.of("delay", "timeout", "warning_percent", "user", "url");

  @Test
  void findsLettersSwappedAddedMissingAndWrong() {
    assertEquals(Optional.of("delay"), Suggestion.nearest("dealy", KNOWN));
    assertEquals(Optional.of("timeout"), Suggestion.nearest("time_out", KNOWN));
    assertEquals(Optional.of("timeout"), Suggestion.nearest("Timeou", KNOWN));
    assertEquals(Optional.of("warning_percent"), Suggestion.nearest("warning-percentage", KNOWN));
    assertEquals(Optional.of("url"), Suggestion.nearest("uri", KNOWN));
  }

  @Test
  void doesNotGuessWildly() {
    assertEquals(Optional.empty(), Suggestion.nearest("x", KNOWN));
    assertEquals(Optional.empty(), Suggestion.nearest("password", KNOWN));
    assertEquals(
        "allowed: delay, timeout, warning_percent, user, url", Suggestion.hint("q", KNOWN));
    assertEquals("", Suggestion.hint("q", List.of()));
    assertEquals(Optional.empty(), Suggestion.nearest("z".repeat(100_000), KNOWN));
  }

  @Test
  void countsSteps() {
    assertEquals(0, Suggestion.distance("ab", "ab"));
    assertEquals(1, Suggestion.distance("ab", "ba"));
    assertEquals(3, Suggestion.distance("kitten", "sitting"));
    assertEquals(2, Suggestion.distance("", "xy"));
  }
}
