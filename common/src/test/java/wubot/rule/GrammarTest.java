// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The grammar that docs/conditions.md shows is the one that conditions are read by. */
class GrammarTest {

  private static final int SENTENCES = 5_000;
  private static final Pattern CONDITION = Pattern.compile("^[ -]*condition: (?![|>'\"])(.+)$");
  private static final List<String> PIECES =
      List.of(
          " ", "(", ")", "AND", " OR ", "NOT ", "'", "\"", "[", "]", ",", "=", "<", ">", "~", "{",
          "}", "%", "-", ".", "5", "m", "KB", "e", ":", "is", "true", "\\", "time", "between",
          "22:00", "!");

  private final Grammar grammar = Grammar.documented();

  GrammarTest() throws IOException {}

  @Test
  void whatTheGrammarMakesIsRead() {
    Sentences sentences = new Sentences(grammar, new Random(7));
    for (int i = 0; i < SENTENCES; i++) {
      String sentence = sentences.next();
      assertEquals("", mistake(sentence), sentence);
      assertTrue(grammar.derives(sentence), "made, but not recognised: " + sentence);
    }
  }

  @Test
  void theGrammarAndTheParserAgreeOnWhatIsNearlyACondition() {
    Random random = new Random(11);
    Sentences sentences = new Sentences(grammar, random);
    int read = 0;
    for (int i = 0; i < SENTENCES; i++) {
      StringBuilder text = new StringBuilder(sentences.next());
      for (int n = random.nextInt(3); n >= 0; n--) {
        spoil(text, random);
      }
      boolean isRead = mistake(text.toString()).isEmpty();
      read += isRead ? 1 : 0;
      assertEquals(
          isRead, grammar.derives(text.toString()), () -> text + "\n" + mistake(text.toString()));
    }
    assertTrue(read > SENTENCES / 10, "only " + read + " could be read");
  }

  private static void spoil(StringBuilder text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(4));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    text.replace(at, random.nextBoolean() ? end : at, random.nextBoolean() ? piece : "");
  }

  @Test
  void everyConditionOfTheDocumentationAndTheExamplesIsInTheGrammar() throws IOException {
    List<String> conditions = new ArrayList<>();
    Path root = Path.of(System.getProperty("wubot.root", ".."));
    for (String directory : List.of("docs", "config-examples")) {
      try (Stream<Path> files = Files.walk(root.resolve(directory))) {
        for (Path file : (Iterable<Path>) files.filter(f -> hasRules(f.toString()))::iterator) {
          Files.readAllLines(file).stream()
              .map(CONDITION::matcher)
              .filter(Matcher::matches)
              .forEach(m -> conditions.add(m.group(1).replaceFirst(" +#.*", "").strip()));
        }
      }
    }
    DocumentedTables.rows("docs/conditions.md", "condition")
        .forEach(row -> conditions.add(row.cells().get(0)));
    assertTrue(conditions.size() > 200, "only " + conditions.size());
    conditions.forEach(this::agree);
  }

  @Test
  void everyRecordedConditionIsInTheGrammar() {
    Cases.of("conditions.json").forEach(c -> agree(Cases.text(c, "condition")));
  }

  private void agree(String condition) {
    assertEquals(mistake(condition).isEmpty(), grammar.derives(condition), condition);
  }

  private static boolean hasRules(String file) {
    return file.endsWith(".md") || file.contains(".yaml");
  }

  private static String mistake(String condition) {
    try {
      Condition.parse(condition, ZoneOffset.UTC);
      return "";
    } catch (ConditionSyntaxException e) {
      return e.getMessage();
    }
  }
}
