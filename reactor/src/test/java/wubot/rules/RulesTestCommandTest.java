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
import java.util.Arrays;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import picocli.CommandLine;

class RulesTestCommandTest {

  private static final String RULES =
      """
      rules:
        - name: night
          condition: time between 22:00 and 06:00
          plugin: SetField
          config: {set: {quiet: 1}}
        - name: status
          condition: status exists
          plugin: Status
        - name: silence
          plugin: State
          config: {field: beat, notify_interval: 1h}
          condition: beat exists
        - name: people
          condition: subject is true
          rules:
            - name: mail
              condition: status = CRITICAL
              plugin: Email
              config:
                host: localhost
                from: a@example.org
                to: ann@example.org
                password: ${file:secrets/that/is/not/here}
                user: a
            - name: ask
              condition: key = Ask
              plugin: Command
              config: {command: [uptime]}
            - name: answered
              condition: command_output contains up
              last_rule: true
      """;

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void rules() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/reactor.yaml"), RULES);
  }

  private int run(String tests, String... more) throws IOException {
    Files.writeString(home.resolve("config/reactor.test.yaml"), tests);
    String[] arguments = {"test", home.resolve("config").toString()};
    return new CommandLine(new RulesCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void testsThatPass() throws IOException {
    int code =
        run(
            """
            zone: Europe/Berlin
            tests:
              - name: a critical message is mailed
                message: {key: Load-x, status: CRITICAL, subject: too much}
                expect:
                  fields: {color: red, subject: {contains: much}, status_count: '1.0'}
                  absent: [quiet]
                  condition: status = CRITICAL AND hostname = test
                  rules: [status, people, people / mail]
                  effects:
                    - reaction: Email
                      rule: mail
                      settings: {to: ann@example.org}
                      fields: {subject: too much}
              - name: at night it is not
                message: {key: Load-x, status: CRITICAL, subject: too much}
                at: '23:30'
                expect:
                  fires: [night, mail]
                  effects: []
              - name: repeated
                steps:
                  - message: {key: Load-x, status: CRITICAL, subject: too much}
                  - message: {key: Load-x, status: CRITICAL, subject: too much}
                    after: 1m
                    times: 3
                    expect:
                      fields: {status_count: 4, quiet: 1}
                      effects: []
              - name: silence is spoken of
                steps:
                  - message: {key: Heart, beat: 1}
                  - wait: 90m
                    expect:
                      messages:
                        - subject: {matches: not.*updated}
              - name: an answer from outside
                answers:
                  ask: {command_output: up 3 days}
                message: {key: Ask, subject: how long}
                expect:
                  fires: [answered]
                  effects: [Command]
            """);
    assertEquals("", err.toString());
    assertEquals(0, code, out::toString);
    assertTrue(out.toString().contains("5 tests, all passed"), out::toString);
  }

  @Test
  void gatesGoByTheClockOfTheTest() throws IOException {
    Files.writeString(
        home.resolve("config/reactor.yaml"),
        """
        rules:
          - name: at most one
            condition: key = Load-x
            plugin: Throttle
            config: {times: 1, every: 10m}
            rules:
              - name: screen
                plugin: Console
          - name: heart
            condition: key = Heart
            plugin: Absent
            config: {after: 10m}
            rules:
              - name: stopped
                plugin: Console
        """);
    int code =
        run(
            """
            tests:
              - name: the second is held back
                steps:
                  - message: {key: Load-x, subject: one}
                    expect: {effects: [screen]}
                  - message: {key: Load-x, subject: two}
                    after: 1m
                    expect: {effects: [], silent: [screen]}
              - name: a heart that stops is spoken of
                steps:
                  - message: {key: Heart, beat: 1}
                    expect: {effects: []}
                  - wait: 9m
                    expect: {messages: []}
                  - wait: 2m
                    expect:
                      effects: [stopped]
                      messages: [{key: Heart}]
            """);
    assertEquals("", err.toString());
    assertEquals(0, code, out::toString);
  }

  @Test
  void aFailureSaysWhereWhatAndWhy() throws IOException {
    Path junit = home.resolve("out/rules.xml");
    int code =
        run(
            """
            tests:
              - name: wrong <in> every way
                message: {key: Load-x, status: WARNING, subject: too much}
                expect:
                  fields: {status: CRITICAL}
                  fires: [mail, mial]
                  rules: [status, mail, people]
                  effects: [Email]
              - name: fine
                message: {key: x}
            """,
            "--junit",
            junit.toString());
    assertEquals(1, code);
    String text = out.toString();
    assertTrue(text.contains("reactor.test.yaml:5:16: field 'status'"), text);
    assertTrue(text.contains("expected  CRITICAL"), text);
    assertTrue(text.contains("but is    WARNING"), text);
    assertTrue(text.contains("reactor.test.yaml:6:15: rule 'mail'"), text);
    assertTrue(text.contains("status equals CRITICAL did not hold (status: WARNING)"), text);
    assertTrue(text.contains("there is no rule 'mial'; did you mean 'mail'?"), text);
    assertTrue(text.contains("- people / mail"), text);
    assertTrue(text.contains("- Email"), text);
    assertTrue(text.contains("2 tests, 1 failed"), text);
    Document xml = parse(junit);
    assertEquals("2", xml.getDocumentElement().getAttribute("tests"));
    assertEquals("1", xml.getDocumentElement().getAttribute("failures"));
    Element test = (Element) xml.getElementsByTagName("testcase").item(0);
    assertEquals("wrong <in> every way", test.getAttribute("name"));
    assertEquals("2", test.getAttribute("line"));
    assertEquals(5, test.getElementsByTagName("failure").getLength());
  }

  private static Document parse(Path file) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void filesWithMistakesAreSaidAndFail() throws IOException {
    assertEquals(
        3,
        run(
            """
            zone: Mars/Olympus
            tests:
              - name: a
                mesage: {key: x}
              - message: {key: x}
              - name: c
                steps:
                  - expect: {}
                  - message: {x: 1}
                    at: noon
                    expect: {condition: x =, filds: {}}
            """));
    String text = err.toString();
    for (String part :
        new String[] {
          "reactor.test.yaml:1:7: error: there is no time zone 'Mars/Olympus'",
          "unknown key 'mesage'",
          "did you mean 'message'?",
          "nothing happens here",
          "this is no time",
          "unknown key 'filds'",
        }) {
      assertTrue(text.contains(part), part + " in " + text);
    }
    assertTrue(out.toString().contains("0 tests"), out::toString);
  }

  @Test
  void rulesWithMistakesAreSaidAndFail() throws IOException {
    Files.writeString(home.resolve("config/reactor.yaml"), "rules:\n  - condition: a = 1 AND\n");
    assertEquals(3, run("tests:\n  - name: a\n    message: {x: 1}\n"));
    assertTrue(err.toString().contains("reactor.yaml:2:"), err::toString);
  }

  @Test
  void withoutTestsNothingPasses() throws IOException {
    Files.createDirectories(home.resolve("empty"));
    int code =
        new CommandLine(new RulesCommand())
            .setErr(new PrintWriter(err, true))
            .execute("test", home.resolve("empty").toString());
    assertEquals(2, code);
    assertFalse(err.toString().isEmpty());
  }

  @Test
  void aFileThatCannotBeReadHasNotPassed() throws IOException {
    assertEquals(3, run("tests: 5\n"));
    assertFalse(out.toString().contains("passed"), out::toString);
    err.getBuffer().setLength(0);
    String inTheWay = home.resolve("config/reactor.yaml/rules.xml").toString();
    assertEquals(3, run("tests: [{name: a, message: {x: 1}}]", "--junit", inTheWay));
    assertTrue(err.toString().contains("is a file, where a directory should be"), err::toString);
    assertFalse(err.toString().contains("Exception"), err::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "alertmanager/config", "riemann/config", "procmail/config"})
  void theExamplesPass(String directory) {
    Path examples =
        Path.of(System.getProperty("wubot.root", ".."), "config-examples").resolve(directory);
    int code =
        new CommandLine(new RulesCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("test", examples.toString());
    assertEquals("", err.toString());
    assertEquals(0, code, out::toString);
  }
}
