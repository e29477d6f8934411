// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.FieldValue;

/** YAML to nodes: values, places, and every way in which a file can be wrong. */
class YamlTest {

  @TempDir Path directory;

  private static Object plain(String yaml) {
    Problems problems = new Problems();
    Optional<Node> node = Yaml.parse(yaml, "x.yaml", problems);
    assertEquals(List.of(), problems.all());
    return node.orElseThrow().plain();
  }

  private static List<Diagnostic> wrong(String yaml) {
    Problems problems = new Problems();
    Optional<Node> node = Yaml.parse(yaml, "x.yaml", problems);
    assertTrue(problems.hasErrors(), () -> "accepted: " + yaml.strip());
    assertEquals(Optional.empty(), node);
    return problems.all();
  }

  private static String firstWrong(String yaml) {
    return wrong(yaml).get(0).toString();
  }

  @Test
  void keepsWordsTimesAndDatesAsText() {
    assertEquals(
        Map.of("a", "yes", "b", "no", "c", "on", "d", "12:30:45", "e", "2024-01-02", "f", "1_000"),
        plain("a: yes\nb: no\nc: on\nd: 12:30:45\ne: 2024-01-02\nf: 1_000\n"));
  }

  @Test
  void readsTheCoreSchema() {
    assertEquals(
        List.of(1L, -5L, 1.5, true, false, FieldValue.NONE, FieldValue.NONE, 31L, 8L, "1", ""),
        plain("[1, -5, 1.5, true, False, ~, null, 0x1f, 0o10, '1', \"\"]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "1.50", "+1", "12345678901234567890", "1e3", "1.", ".5"})
  void keepsTextThatANumberWouldChange(String text) {
    assertEquals(List.of(text), plain("- " + text));
  }

  @Test
  void knowsWhereEverythingStands() {
    Problems problems = new Problems();
    Node root = Yaml.parse("# head\na:\n  - b: 1\n    c: x\n", "x.yaml", problems).orElseThrow();
    Node.Entries map = assertInstanceOf(Node.Entries.class, root);
    Node.Items list = assertInstanceOf(Node.Items.class, map.get("a").orElseThrow());
    Node.Entries item = assertInstanceOf(Node.Entries.class, list.items().get(0));
    assertEquals(new Place("x.yaml", 2, 1), map.entries().get(0).place());
    assertEquals(new Place("x.yaml", 4, 5), item.entries().get(1).place());
    assertEquals(new Place("x.yaml", 4, 8), item.entries().get(1).value().place());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "---\n# c\n", "\uFEFF"})
  void takesAnEmptyFileAsNoSettings(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("e.yaml"), text);
    Problems problems = new Problems();
    assertEquals(Optional.of(Map.of()), Yaml.read(file, "e.yaml", problems).map(Node::plain), text);
    assertEquals(List.of(), problems.all());
  }

  @Test
  void readsDosLinesAndABlockText() {
    assertEquals(Map.of("a", 1L, "b", "x\ny\n"), plain("a: 1\r\nb: |\r\n  x\r\n  y\r\n"));
  }

  @Test
  void mergesAnAnchoredMap() {
    assertEquals(
        Map.of("base", Map.of("x", 1L, "y", 2L), "own", Map.of("x", 9L, "y", 2L)),
        plain("base: &b\n  x: 1\n  y: 2\nown:\n  <<: *b\n  x: 9\n"));
  }

  @Test
  void reportsEveryDuplicateKeyWithBothLines() {
    List<Diagnostic> found = wrong("a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: 2\n");
    assertEquals(2, found.size());
    assertEquals(new Place("x.yaml", 3, 1), found.get(0).place());
    assertTrue(found.get(0).problem().contains("'a' is here twice, first in line 1"));
    assertEquals(new Place("x.yaml", 6, 3), found.get(1).place());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "a:\\n\\tb: 1"                    | x.yaml:2:1 | a tab indents this line
          "a:\\n  \\tb: 1"                  | x.yaml:2:3 | a tab indents this line
          "text: Warning: disk full"        | x.yaml:1:14 | the value of 'text' contains ': '
          "delay: 5s\\n  timeout: 3s"       | x.yaml:2:10 | 'timeout' is indented deeper than the line before
          "cron: */5 * * * *"               | x.yaml:1:7 | a value that begins with '*' has to be in quotes
          "user: @joe"                      | x.yaml:1:7 | a value that begins with '@' has to be in quotes
          "text: {{ subject }} is here"     | x.yaml:1:7 | a value that begins with '{' has to be in quotes
          "text: {{ subject }}"             | x.yaml:1:8 | begins with '{{' has to be in quotes
          "text: !important"                | x.yaml:1:7 | the tag '!important' is not allowed here
          "a: 1\\nb\\nc: 2"                 | x.yaml:2:1 | a key is missing its ':'
          "a: [1, 2"                        | x.yaml:1 | a value that begins with '[' has to be in quotes
          "a: 'x"                           | x.yaml:1 | is not closed before the file ends
          "a: 1\\n---\\nb: 2"               | x.yaml:3:1 | a second document begins here
          "a: *nobody"                      | x.yaml:1:4 | a value that begins with '*' has to be in quotes
          """)
  void explainsInPlainWords(String yaml, String place, String words) {
    String found = firstWrong(yaml.replace("\\n", "\n").replace("\\t", "\t"));
    assertTrue(found.startsWith(place), found);
    assertTrue(found.contains(words), found);
  }

  @Test
  void warnsOfAValueLostToAComment() {
    Problems problems = new Problems();
    Node node =
        Yaml.parse("room: #wubot\nnext: # nothing here\n", "x.yaml", problems).orElseThrow();
    assertEquals(2, ((Node.Entries) node).entries().size());
    assertEquals(1, problems.all().size());
    assertTrue(problems.all().get(0).problem().contains("'room' has no value"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]",
        "!!binary aGVsbG8=",
        "a: !!set {b, c}",
        "? [a, b]\n: c",
        "&a [*a]",
        "a: &x {b: *x}",
        "<<: 5"
      })
  void refusesWhatNoConfigFileNeeds(String yaml) {
    wrong(yaml);
  }

  @Test
  void refusesABillionLaughsQuickly() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
      String alias = ",*a" + (i - 1);
      yaml.append("a" + i + ": &a" + i + " [" + alias.repeat(10).substring(1) + "]\n");
    }
    wrong(yaml.toString());
  }

  @Test
  void refusesDeepNesting() {
    assertTrue(firstWrong("[".repeat(100_000)).contains("nest deeper than 50"));
    wrong("{a: ".repeat(5_000));
    wrong("- ".repeat(5_000) + "x");
  }

  @Test
  void refusesNulBytesWithTheirPlace() {
    String found = firstWrong("a: 1\nb: \0x\n");
    assertTrue(found.startsWith("x.yaml:2:4: error: a control character (U+0000)"), found);
  }

  @Test
  void refusesALargeFileWithoutReadingItAll() throws Exception {
    Path file = Files.writeString(directory.resolve("l.yaml"), "a: 1\n".repeat(2 << 20));
    Problems problems = new Problems();
    assertEquals(Optional.empty(), Yaml.read(file, "l.yaml", problems));
    assertEquals(
        "l.yaml: error: the file has 10 MiB, at most 4 MiB", problems.all().get(0).toString());
  }

  @Test
  void saysWhichByteIsNotUtf8() throws Exception {
    Path file = directory.resolve("u.yaml");
    Files.write(file, "a: 1\nname: J\u00fcrgen\n".getBytes(StandardCharsets.ISO_8859_1));
    Problems problems = new Problems();
    assertEquals(Optional.empty(), Yaml.read(file, "u.yaml", problems));
    String found = problems.all().get(0).toString();
    assertTrue(found.startsWith("u.yaml:2:8: error: the byte 0xFC here is not UTF-8"), found);
    Files.write(file, "a: 1".getBytes(StandardCharsets.UTF_16));
    Problems wide = new Problems();
    assertEquals(Optional.empty(), Yaml.read(file, "u.yaml", wide));
    assertTrue(wide.all().get(0).problem().contains("UTF-16"));
  }

  @Test
  void saysWhyAFileCannotBeRead() throws Exception {
    Files.createSymbolicLink(directory.resolve("loop.yaml"), Path.of("loop.yaml"));
    Files.createSymbolicLink(directory.resolve("gone.yaml"), Path.of("nowhere"));
    Files.createDirectory(directory.resolve("dir.yaml"));
    assertTrue(unreadable("loop.yaml").contains("a link that leads back to itself"));
    assertTrue(unreadable("gone.yaml").contains("a link to a file that does not exist"));
    assertTrue(unreadable("dir.yaml").contains("a directory"));
    assertTrue(unreadable("none.yaml").contains("no such file"));
  }

  private String unreadable(String name) {
    Problems problems = new Problems();
    assertEquals(Optional.empty(), Yaml.read(directory.resolve(name), name, problems));
    return problems.all().get(0).problem();
  }

  @Test
  void readsARuleTreeOfTenThousandRules() {
    StringBuilder yaml = new StringBuilder("rules:\n");
    for (int i = 0; i < 10_000; i++) {
      yaml.append("  - name: rule ").append(i).append("\n    condition: key equals A-").append(i);
      yaml.append("\n    plugin: SetField\n    config:\n      field: a\n      value: b\n");
    }
    assertEquals(10_000, ((List<?>) ((Map<?, ?>) plain(yaml.toString())).get("rules")).size());
  }

  @Test
  void answersEveryMutilatedFileWithANodeOrAnError() throws Exception {
    byte[] good =
        """
        # a comment
        rules:
          - name: "quoted \\u00e9"
            condition: 'a > 1'
            config: {field: x, list: [1, 2], deep: &a {b: *c}}
            text: |
              block
            folded: >-
              more
            <<: *a
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] spice = "\t\n:-{}[]&*!|>'\"%@`#,? \0\u00ff<\\~".getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(42);
    Path file = directory.resolve("fuzz.yaml");
    int accepted = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = good.clone();
      for (int change = random.nextInt(6); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = spice[random.nextInt(spice.length)];
      }
      Files.write(file, Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)));
      Problems problems = new Problems();
      Optional<Node> node = Yaml.read(file, "fuzz.yaml", problems);
      assertEquals(node.isEmpty(), problems.hasErrors(), () -> "seed 42: " + problems.all());
      accepted += node.isPresent() ? 1 : 0;
      DiagnosticPrinter printer = new DiagnosticPrinter(directory, false);
      problems.all().forEach(d -> assertFalse(printer.print(d).isBlank()));
    }
    assertTrue(accepted > 0, "every file was refused, so nothing was tried");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%d, ", "? {a%d}, ", "a, ", "d%d\u2026"})
  void oneLineOfManyKeysCostsMemoryInProportion(String key) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; text.length() < Yaml.MAX_LINE - 20; i++) {
      text.append(key.replace("%d", Integer.toString(i)));
    }
    String yaml = text.append("z}").toString();
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Yaml.parse(yaml, "x.yaml", new Problems());
    long spent = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(spent < 256L << 20, () -> (spent >> 20) + " MiB for " + yaml.length() + " bytes");
  }

  @Test
  void aLineWithoutEndIsRefused() {
    Problems problems = new Problems();
    assertTrue(Yaml.parse("a: 1\nb: " + "d%".repeat(1 << 19), "x.yaml", problems).isEmpty());
    assertEquals(1, problems.all().size(), problems.all()::toString);
    assertTrue(
        problems.all().get(0).toString().startsWith("x.yaml:2:262145: "), problems.all()::toString);
  }

  @Test
  void warnsOfACommentWhereAValueWasMeantAlsoAfterWideCharacters() {
    Problems problems = new Problems();
    Yaml.parse(
        "a: {s: '\uD83D\uDE00\uD83D\uDE00', t: }\nchannel: #wubot\nnext: # a comment\n",
        "x.yaml",
        problems);
    assertEquals(1, problems.all().size(), problems.all()::toString);
    assertTrue(problems.all().get(0).toString().startsWith("x.yaml:2:8: warning"));
  }
}
