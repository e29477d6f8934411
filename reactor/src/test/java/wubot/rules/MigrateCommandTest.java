// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MigrateCommandTest {

  @TempDir Path home;
  private final StringWriter out = new StringWriter();

  private int migrate() {
    return new CommandLine(new MigrateCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(home.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "a equals b; a equals b",
        "a equals b AND c is true OR d is false; a equals b AND (c is true OR d is false)",
        "a is true OR b is true AND c is true; (a is true OR b is true) AND c is true",
        "( a is true AND b is true ) OR c > 5; (a is true AND b is true) OR c > 5",
        "NOT a is true OR b is true; NOT a is true OR b is true",
        "NOT ( a is true OR b is true ); NOT (a is true OR b is true)",
        "a equals \"b\"; a equals '\"b\"'",
        "a equals to be or not; a equals 'to be or not'",
        "a matches ^(x|y)$; a matches '^(x|y)$'",
        "contains a AND b < c; contains a AND b < c",
      })
  void conditionsAsTheOriginalReadsThem(String there, String here) {
    assertEquals(Optional.of(here), new OriginalCondition(there).here());
  }

  @ParameterizedTest
  @CsvSource({"a = b", "a-b equals c", "a equal b", "a", "a<5"})
  void conditionsThatTheOriginalCannotRead(String condition) {
    assertEquals(Optional.empty(), new OriginalCondition(condition).here());
  }

  @Test
  void lineByLine() throws IOException {
    Files.createDirectories(home.resolve("config/plugins/Growl"));
    Files.writeString(
        home.resolve("config/reactor.yaml.joe"),
        """
        ---
        rules:
          - name: mixed
            condition: key equals a AND b is true OR c is true
            plugin: Status
          - name: zero
            condition: load equals 0
            comment: nobody reads this
          - name: chosen
            rulesfile_field: file
          - name: run
            plugin: Command
            config: {command: 'echo {$subject}'}
          - name: perl
            plugin: Template
            config: {template: '{ $subject . "x" }', target_field: y}
          - name: bubble
            plugin: Growl
          - name: fine
            condition: status equals OK
            rules:
              - name: inner
                condition: x = 1
        """);
    assertEquals(1, migrate(), out::toString);
    String text = out.toString();
    for (String part :
        new String[] {
          "reactor.yaml.joe:4:16: error: this condition is an error here: AND and OR are mixed",
          "write: key equals a AND (b is true OR c is true)",
          "'load equals 0' is never true there",
          "reactor.yaml.joe:8:5: error: the key 'comment' is ignored there, and an error here",
          "rulesfile_field lets a message choose",
          "reactor.yaml.joe:13:23: warning: fields are pasted into a shell's line there",
          "Perl in braces is run there",
          "there is no reaction 'Growl' here",
          "instead: Webhook",
          "reactor.yaml.joe:23:20: error: the original cannot read this condition",
          "to look at; then: wubot check",
        }) {
      assertTrue(text.contains(part), part + " in " + text);
    }
  }

  @Test
  void nothingToChange() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/reactor.yaml"),
        "rules:\n  - name: a\n    condition: status equals OK\n    plugin: Console\n");
    assertEquals(0, migrate(), out::toString);
  }
}
