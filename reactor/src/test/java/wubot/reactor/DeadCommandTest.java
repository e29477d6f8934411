// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.cli.DeadCommand;
import wubot.dead.DeadLetters;
import wubot.queue.Queues;
import wubot.queue.StoredQueue;
import wubot.reaction.WebServer;

/** What people do with messages that rules could not handle. */
class DeadCommandTest {

  @TempDir Path directory;
  private ReactorHome home;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void home() {
    home = new ReactorHome(directory);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", directory.toString()));
    return new CommandLine(new DeadCommand())
        .setOut(writer)
        .setErr(writer)
        .execute(all.toArray(String[]::new));
  }

  private static String rules(String url) {
    return """
        rules:
          - name: say
            plugin: Template
            config: {target_field: subject, template: 'number {{ n }}'}
          - name: tell ops
            plugin: Webhook
            config: {url: %s, content_type: text/plain, body: '{{ subject }}'}
          - name: change
            plugin: SetField
            config: {field: subject, value: changed later}
          - name: forward
            plugin: MessageQueue
            config: {directory: forward}
        """
        .formatted(url);
  }

  private static List<String> bodies(WebServer server) {
    return server.taken().stream().map(WebServer.Request::body).toList();
  }

  @Test
  void whatAMendedServerDidNotTakeIsDeliveredAndNothingElseIsDoneAgain() throws IOException {
    try (WebServer server = new WebServer();
        Queues queues = ReactorHome.queues()) {
      server.answer(403, "go away", Map.of());
      home.rules(rules(server.url("/")));
      home.feed(queues, 1, 5);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("letters", () -> DeadLetters.open(directory).size() == 5);
        assertEquals(0, run("ls"), out::toString);
        assertEquals(6, out.toString().lines().count(), out.toString());
        assertTrue(
            out.toString()
                .matches(
                    "(?s).*\n1 +\\d+s +tell ops +Webhook +Test-1 +number 1 +.*403: go away\n.*"),
            out.toString());
        assertEquals(0, run("ls", "--json", "--rule", "tell ops"));
        assertTrue(out.toString().startsWith("{\"letter\":1,\"time\":\"20"), out.toString());
        assertEquals(0, run("show", "2"));
        assertTrue(out.toString().contains("  subject: number 2\n"), out.toString());
        assertFalse(out.toString().contains("dead."), out.toString());

        int tries = server.taken().size();
        server.answer(200, "", Map.of());
        assertEquals(0, run("drop", "5"));
        assertEquals("dropped 1 letter\n", out.toString());
        assertEquals(0, run("replay", "2"));
        assertEquals("replayed 1 letter\n", out.toString());
        ReactorHome.await("one", () -> server.taken().size() == tries + 1);
        assertEquals(3, run("replay", "2"), "not a second time");
        assertTrue(out.toString().contains("there is no open letter 2"), out.toString());
        assertEquals(0, run("replay", "--rule", "tell ops"));
        assertEquals("replayed 3 letters\n", out.toString());
        ReactorHome.await("all", () -> server.taken().size() == tries + 4);
        assertEquals(
            List.of("number 2", "number 1", "number 3", "number 4"),
            bodies(server).subList(tries, tries + 4));
        assertEquals(0, run("ls"));
        assertEquals("no dead letters\n", out.toString());
        assertEquals(5, home.numbers(queues, "forward").size(), "forwarded once");
        assertEquals(5, reactor.handled());
      }
    }
    assertEquals(Map.of(), DeadLetters.open(directory), "it is on disk");
    long committed =
        StoredQueue.at(DeadLetters.queue(directory)).orElseThrow().cursors().stream()
            .filter(place -> place.name().equals(DeadLetters.CURSOR))
            .findFirst()
            .orElseThrow()
            .committed();
    assertEquals(8, committed, "five letters and three notes may be removed in time");
  }

  @Test
  void aReactionInsideTheWalkActsAloneOnTheMessageAsItMetIt() throws IOException {
    Path program = directory.resolve("program");
    Path said = directory.resolve("said");
    home.rules(
        """
        rules:
          - name: before
            plugin: SetField
            config: {field: subject, value: early}
          - name: call
            plugin: Command
            config: {command: [%s, '{{ subject }}'], output_field: output}
          - name: after
            plugin: SetField
            config: {field: subject, value: late}
          - name: forward
            plugin: MessageQueue
            config: {directory: forward}
        """
            .formatted(program));
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 2);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("letters", () -> DeadLetters.open(directory).size() == 2);
        assertEquals(1, run("replay", "--all"), out::toString);
        assertTrue(out.toString().startsWith("replayed 0 letters\n2 cannot be handled"), "" + out);
        Files.writeString(program, "#!/bin/sh\necho \"$1\" >>" + said + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertEquals(0, run("replay", "--all"), out::toString);
        assertEquals("early\nearly\n", Files.readString(said));
        assertEquals(List.of(1L, 2L), home.numbers(queues, "forward"));
        assertEquals(2, reactor.handled());
      }
    }
  }

  @Test
  void aLetterOfARuleThatIsGoneStaysOpenUnlessAllRulesAreToRun() throws IOException {
    home.rules("rules:\n  - {name: gone, plugin: Command, config: {command: [no-such-program]}}\n");
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 1);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("a letter", () -> DeadLetters.open(directory).size() == 1);
        assertEquals(1, reactor.failed());
      }
      home.rules("rules:\n  - {name: f, plugin: MessageQueue, config: {directory: forward}}\n");
      assertEquals(3, run("replay", "--all"));
      assertTrue(out.toString().contains("wubot reactor does not run"), out.toString());
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await(
            "its socket", () -> Files.exists(directory.resolve("run/reactor.socket")));
        ReactorHome.await("the reactor", () -> run("replay", "--all") == 1);
        assertTrue(out.toString().contains("there is no rule 'gone' any more"), out.toString());
        assertEquals(3, run("replay", "--rule", "gnoe"));
        assertTrue(out.toString().contains("did you mean gone?"), out.toString());
        assertEquals(0, run("replay", "--all", "--tree"), out::toString);
        assertEquals(List.of(1L), home.numbers(queues, "forward"));
        assertEquals(0, reactor.failed());
      }
    }
  }

  @Test
  void nothingChosenIsWrongUse() {
    assertEquals(2, run("replay"));
    assertTrue(out.toString().contains("say which letters"), out.toString());
    assertEquals(2, run("drop", "1", "--all"));
    assertEquals(0, run("replay", "--all"));
    assertEquals("no dead letters\n", out.toString());
    assertEquals(3, run("show", "1"));
  }
}
