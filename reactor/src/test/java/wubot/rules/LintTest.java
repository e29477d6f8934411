// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.config.Declarations;
import wubot.config.Diagnostic;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Entry;
import wubot.queue.QueueSettings;

class LintTest {

  private static List<String> lint(String rules) {
    return lint(rules, new KnownFields(Declarations.installed()));
  }

  private static List<String> lint(String rules, KnownFields fields) {
    return new Lint(Rehearsals.tree(rules, Rehearsals.clock()), fields)
        .findings().stream().map(Diagnostic::toString).toList();
  }

  @Test
  void shadowedByLastRule() {
    List<String> found =
        lint(
            """
            - name: drop
              condition: key starts with Pulse
              last_rule: true
            - name: minutes
              condition: key equals Pulse-minutes
            - name: other
              condition: key equals Load-x
            - name: group
              condition: status = OK
              rules:
                - name: inner
                  last_rule: true
                - name: dead
            - name: well
              condition: status = OK AND key = x
            - name: all
              last_rule: true
            - name: behind
              condition: status = CRITICAL
            """);
    assertEquals(4, found.size(), found::toString);
    assertTrue(found.get(0).startsWith("rules.yaml:4:3: warning: rule 'minutes' is never reached"));
    assertTrue(found.get(0).contains("'drop'"), found.get(0));
    assertTrue(found.get(1).contains("'group / dead' is never reached"), found.get(1));
    assertTrue(found.get(2).contains("'well' is never reached"), found.get(2));
    assertTrue(found.get(3).contains("'behind' is never reached"), found.get(3));
  }

  @Test
  void whatARuleBetweenMayChangeIsNotJudged() {
    assertEquals(
        List.of(),
        lint(
            """
            - name: stop
              condition: status = OK
              last_rule: true
            - name: change
              plugin: SetField
              config: {set: {status: OK}}
            - name: again
              condition: status = OK
            """));
  }

  @Test
  void neverTrue() {
    List<String> found =
        lint(
            """
            - name: impossible
              condition: status = OK AND status = CRITICAL
            - name: around
              condition: status = OK
              rules:
                - name: inside
                  condition: status = WARNING
            """);
    assertEquals(2, found.size(), found::toString);
    assertTrue(found.get(0).contains("can hold for no message"), found.get(0));
    assertTrue(found.get(1).contains("contradicts that of a rule around it"), found.get(1));
  }

  @Test
  void unknownFields() {
    KnownFields fields = new KnownFields(Declarations.installed());
    fields.learn(Message.of("percent", 1));
    List<String> found =
        lint(
            """
            - name: slip
              condition: staus = OK AND percent > 5 AND quiet_email is false AND mine exists
            - name: mine
              plugin: SetField
              config: {set: {mine: 'is {{ percnt }}'}}
            """,
            fields);
    assertEquals(2, found.size(), found::toString);
    assertTrue(found.get(0).contains("'staus'"), found.get(0));
    assertTrue(found.get(0).contains("none of 1 kept messages"), found.get(0));
    assertTrue(found.get(0).contains("did you mean 'status'?"), found.get(0));
    assertTrue(found.get(1).contains("did you mean 'percent'?"), found.get(1));
  }

  @Test
  void hardExpressionsAndUnguardedForwards() {
    List<String> found =
        lint(
            """
            - name: hard
              condition: subject matches ^(a+)+\\1$
            - name: circle
              plugin: MessageQueue
              config: {directory: forward}
            - name: fine
              condition: noforward is false
              rules:
                - name: inner
                  plugin: MessageQueue
                  config: {directory: forward}
            - name: hosts
              condition: hostname = box
              rules:
                - name: travels
                  plugin: DeleteField
                  config: {field: noforward}
                - name: on
                  plugin: MessageQueue
                  config: {directory: forward}
            - name: keep back
              condition: noforward is true
              last_rule: true
            - name: rest
              plugin: MessageQueue
              config: {directory: forward}
            """);
    assertEquals(2, found.size(), found::toString);
    assertTrue(found.get(0).contains("some texts fail"), found.get(0));
    assertTrue(found.get(1).contains("'circle' puts messages on a queue"), found.get(1));
  }

  @TempDir Path home;

  private int command(StringWriter out, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString(), "--host", "joe"));
    return new CommandLine(new RulesCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void theCommandLearnsFromTheQueueAndTakesNoForAnAnswer() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/reactor.yaml"),
        """
        rules:
          - name: mood
            condition: mood = bad
          - name: gone   # lint: ok
            condition: FALSE
        """);
    StringWriter out = new StringWriter();
    assertEquals(1, command(out, "lint"));
    assertTrue(out.toString().contains("1 finding"), out::toString);
    try (ChronicleQueues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT)) {
      queues.appender(home.resolve("reactor")).append(List.of(Entry.of(Message.of("mood", "bad"))));
    }
    out = new StringWriter();
    assertEquals(0, command(out, "lint"), out::toString);
    out = new StringWriter();
    assertEquals(0, command(out, "coverage", "--traffic", "1h"), out::toString);
    String text = out.toString();
    assertTrue(text.contains("1 of 2 rules fired, 1 of 3 branches"), text);
    assertTrue(text.contains("mood equals bad never made it stay away"), text);
  }

  @Test
  void coverageWithoutTestsSaysSo() throws IOException {
    StringWriter out = new StringWriter();
    assertEquals(2, command(out, "coverage"));
    assertTrue(out.toString().contains("there is no " + home.resolve("config")), out::toString);
    Files.createDirectories(home.resolve("config"));
    out = new StringWriter();
    assertEquals(2, command(out, "coverage"));
    assertTrue(out.toString().contains("there are no tests"), out::toString);
    out = new StringWriter();
    assertEquals(2, command(out, "coverage", "--traffic", "-1h"), "which would be to come");
  }

  @Test
  void coverageOfTests() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/reactor.yaml"),
        """
        rules:
          - name: a
            condition: x = 1 AND (y = 2 OR z = 3)
            rules:
              - name: inner
                condition: w = 4
          - name: b
        """);
    Files.writeString(
        home.resolve("config/reactor.test.yaml"),
        """
        tests:
          - name: no
            message: {x: 2}
        """);
    StringWriter out = new StringWriter();
    assertEquals(1, command(out, "coverage", home.resolve("config").toString(), "--min", "50"));
    String text = out.toString();
    assertTrue(text.contains("reactor.yaml:2:5: a\n    it never fired"), text);
    assertTrue(text.contains("x = 1 never made it fire"), text);
    assertTrue(text.contains("y = 2 never decided"), text);
    assertTrue(text.contains("reactor.yaml:5:9: a / inner\n    no message came to it"), text);
    assertTrue(text.contains("1 of 3 rules fired, 2 of 9 branches"), text);
  }
}
