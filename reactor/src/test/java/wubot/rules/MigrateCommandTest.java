// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        "a < 5m AND 5m < 6 AND 1h is true; (a < {{ '5m' }} AND '5m' < 6) AND '1h' is true",
        "inf < a; inf < a",
        "contains and OR or is true; contains 'and' OR 'or' is true",
        "a equals x OR y; a equals x OR FALSE",
        "NOT a; NOT FALSE",
        "( a is true ) AND (b is true); a is true AND FALSE",
      })
  void conditionsAsTheOriginalReadsThem(String there, String here) {
    assertEquals(Optional.of(here), new OriginalCondition(there).here());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = b",
        "a-b equals c",
        "a equal b",
        "a",
        "a<5",
        "( a is true)",
        "( a is true ) ( b is true )",
        "a is true\nAND b is true\nAND c is true"
      })
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
  void linesThatAreReadBothWays() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/reactor.yaml.joe"),
        """
        rules:
          - {name: r, condition: ' '}
          - {name: r, condition: a < 5m}
          - {name: r, condition: a equals x OR y}
          - {name: r, condition: 'a matches 0'}
          - {name: r, condition: 'a matches x\\Ky'}
          - {name: r, last_rule: no, rulesfile: more.yaml}
          - {name: r, config: {a: 1}}
          - {name: r, plugin: Command, config: {command: a | b}}
          - {name: r, plugin: Command, config: {command_field: a, fork: b}}
          - {name: r, plugin: SQLite, config: {file_field: f, tablename: t}}
          - {name: r, plugin: WriteFile, config: {path_field: p}}
          - {name: r, plugin: WebFetch, config: {url_field: u}}
          - {name: r, plugin: SQLiteDelete, config: {file: f, tablename: t, where_field: a}}
          - {name: r, plugin: SetField, config: {field: a, value: b, no_override: off}}
          - {name: r, plugin: Template, config: {template: '{ $a } {$b}', target_field: c}}
          - {name: r, condition: 'plugin equals App::Wubot::Plugin::Ping'}
        """);
    Path some = Files.createDirectories(home.resolve("config/plugins/Some"));
    for (String name : List.of("a.yaml", "a.yaml.joe", "byaml", "c.yml")) {
      Files.writeString(some.resolve(name), "enabled: off\nenable: no\n");
    }
    assertEquals(1, migrate(), out::toString);
    String text = out.toString();
    for (String part :
        new String[] {
          ":2:26: warning: blanks alone are never true there",
          ":3:26: error: this condition reads differently here",
          "to mean the same write: a < {{ '5m' }}",
          ":4:26: warning: 'y' cannot be read there and counts as false",
          "write: a equals x OR FALSE",
          ":5:26: warning: 'a matches 0' is never true there",
          ":6:26: error: this condition is an error here",
          ":7:26: warning: no and off are texts there",
          ":7:41: note: a relative path starts at the config directory",
          ":8:23: error: config without a plugin is ignored there",
          ":9:50: warning: a shell runs this there",
          "write one rule with a condition for each",
          "there are no queues of commands here",
          ":12:42: error: path_field lets a message choose",
          ":13:41: error: url_field lets a message choose",
          ":14:23: note: a message without the field deletes nothing here",
          ":15:75: warning: no and off are texts there",
          ":17:26: warning: the field plugin holds the plugin's name alone here",
          "plugins/Some/a.yaml.joe: note: whether this or a.yaml counts is left to chance there",
          "plugins/Some/a.yaml:1:10: warning: no and off are texts there",
          "plugins/Some/a.yaml:2:9: warning: 'enable' is never read there",
          "plugins/Some/byaml: warning: read there, for want of a dot before yaml",
          "plugins/Some/c.yml: note: not read, here as there",
        }) {
      assertTrue(text.contains(part), part + " in " + text);
    }
    assertFalse(text.contains("Perl"), text);
    assertFalse(text.contains("write: a matches x"), text);
  }

  @Test
  void theWrongDirectoryIsNotInOrder() throws IOException {
    Files.writeString(home.resolve("notes.txt"), "nothing of wubot\n");
    assertEquals(3, migrate());
    assertTrue(out.toString().contains("there are no config files in " + home), out::toString);
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
