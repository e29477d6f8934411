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
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.cli.Subcommand;
import wubot.message.Message;
import wubot.message.PlainJson;
import wubot.queue.ChronicleQueues;
import wubot.queue.Entry;
import wubot.queue.QueueSettings;
import wubot.reactor.Reactor;

/** What the reactor did is told again afterwards, by the rules of then. */
class ExplainTest {

  private static final String RULES =
      """
      rules:
        - name: status
          condition: status exists
          plugin: Status
        - name: night
          condition: key = Quiet
          plugin: SetField
          config: {set: {quiet: 1}}
        - name: broken
          condition: key = Broken
          plugin: WriteFile
          config: {file: '/proc/nowhere/x'}
        - name: people
          condition: subject is true AND (status = CRITICAL OR status = WARNING)
          rules:
            - name: queue it
              condition: noforward is false
              plugin: MessageQueue
              config: {directory: queue/out}
            - name: mail
              plugin: Email
              config: {host: localhost, port: 9, tls: none, from: a@example.org, to: b@example.org}
      """;

  @TempDir Path home;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void react() throws IOException, InterruptedException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/reactor.yaml"), RULES);
    run(
        message("Load-x", "CRITICAL", "too much"),
        message("Load-x", "CRITICAL", "too much"),
        message("Load-x", "OK", "fine"),
        message("Quiet", "CRITICAL", "not now"),
        message("Broken", "OK", "x"));
  }

  private static Message message(String key, String status, String subject) {
    return Message.of("key", key).with("status", status).with("subject", subject);
  }

  private void run(Message... messages) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    try (ChronicleQueues queues = new ChronicleQueues("joe", clock, QueueSettings.DEFAULT)) {
      List<Entry> entries = new ArrayList<>();
      for (Message message : messages) {
        Message made =
            message.text("hostname").isEmpty() ? message.with("hostname", "joe") : message;
        entries.add(Entry.of(made.with("lastupdate", clock.millis() / 1000)));
      }
      queues.appender(home.resolve("reactor")).append(entries);
      try (Reactor reactor = Reactor.start(Reactor.Setup.of(home, "joe", clock, queues))) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (reactor.handled() < messages.length && System.nanoTime() < end) {
          Thread.onSpinWait();
          Thread.sleep(10);
        }
      }
    }
  }

  private int command(Subcommand command, String... arguments) {
    out.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString(), "--host", "joe"));
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(all.toArray(String[]::new));
  }

  private String explain(String... arguments) {
    assertEquals(0, command(new ExplainCommand(), arguments), out::toString);
    return out.toString();
  }

  @Test
  void eachRuleWithWhatDecidedAndWhatItDid() {
    String text = explain("2");
    assertTrue(text.contains("Load-x  CRITICAL  too much"), text);
    assertTrue(text.contains("the rules of then, version "), text);
    assertTrue(text.contains("+ status   reactor.yaml:2:5"), text);
    assertTrue(text.contains("status exists held (status: CRITICAL)"), text);
    assertTrue(text.contains("Status set status_count: 2"), text);
    assertTrue(text.contains("- night   reactor.yaml:5:5"), text);
    assertTrue(text.contains("key equals Quiet did not hold (key: Load-x)"), text);
    assertTrue(text.contains("MessageQueue acted: directory: queue/out"), text);
    assertTrue(text.contains("Email: waits in its outbox"), text);
  }

  @Test
  void whatWasDoneIsToldWithTheFieldsOfTheMessage() throws Exception {
    Files.writeString(
        home.resolve("config/reactor.yaml"),
        """
        rules:
          - name: archive
            plugin: WriteFile
            config: {directory: archive, file: '{{ key }}-{{ status }}.txt'}
          - name: forget
            plugin: DeleteField
            config: {field: subject}
        """);
    run(message("Load-y", "OK", "fine"));
    String text = explain("6");
    assertTrue(text.contains("WriteFile acted: directory: archive, file: Load-y-OK.txt"), text);
    assertTrue(text.contains("DeleteField: subject removed"), text);
    assertTrue(explain("6", "--json").contains("\"file\":\"Load-y-OK.txt\""), text);
  }

  @Test
  void forProgramsThereIsJson() throws IOException {
    Map<?, ?> told = (Map<?, ?>) PlainJson.read(explain("2", "--json").strip());
    assertEquals("Load-x", told.get("key"));
    assertEquals(2L, told.get("sequence"));
    Map<?, ?> status = (Map<?, ?>) ((List<?>) told.get("rules")).get(0);
    assertEquals("status", status.get("rule"));
    assertEquals("reactor.yaml:2:5", status.get("place"));
    assertEquals(true, status.get("fired"));
    assertEquals(
        List.of(
            Map.of(
                "question", "status exists", "held", true, "values", Map.of("status", "CRITICAL"))),
        status.get("decided_by"));
    Map<?, ?> deed = (Map<?, ?>) ((List<?>) status.get("reactions")).get(0);
    assertTrue(deed.get("changes").toString().contains("status_count: 2"), deed::toString);
    Map<?, ?> why =
        (Map<?, ?>)
            PlainJson.read(
                explain("--key", "Quiet", "--not-told", "--json")
                    .lines()
                    .reduce((before, last) -> last)
                    .orElseThrow());
    assertEquals(1L, why.get("messages"));
    assertTrue(why.get("rules").toString().contains("set by 'night'=1"), why::toString);
  }

  @Test
  void theRulesOfThenAreTold() throws IOException, InterruptedException {
    Files.writeString(home.resolve("config/reactor.yaml"), "rules:\n  - name: other\n");
    run(message("Load-x", "CRITICAL", "too much"));
    assertTrue(explain("1").contains("+ status   reactor.yaml:2:5"), out::toString);
    String now = explain("6");
    assertTrue(now.contains("+ other"), now);
    assertTrue(!now.contains("status   reactor"), now);
  }

  @Test
  void whoHasNeverHeldTheShardOfAMessageSaysSo() throws IOException {
    Files.writeString(
        home.resolve("config/group.yaml"),
        "group: home\nstore: file:store\nshards: 4\nshard_nodes: [joe, mike]\n");
    String never = explain("2");
    Matcher shard =
        Pattern.compile("of (shard-[0-3]), which this member has never held").matcher(never);
    assertTrue(shard.find(), never);
    assertTrue(!never.contains("the rules of then"), never);
    Map<?, ?> told = (Map<?, ?>) PlainJson.read(explain("2", "--json").strip());
    assertEquals(shard.group(1), told.get("never_held"));
    Files.createDirectories(home.resolve("state/reactor").resolve(shard.group(1)));
    String held = explain("2");
    assertTrue(!held.contains("never held"), held);
    assertTrue(held.contains("the rules of then, version "), held);
  }

  @Test
  void failuresAndSilencesAreTold() {
    String broken = explain("--key", "Broken");
    assertTrue(broken.contains("WriteFile FAILED: "), broken);
    String why = explain("--key", "Quiet", "--not-told");
    assertTrue(why.contains("people / mail"), why);
    assertTrue(why.contains("1 x fired, but kept still: quiet is 1, set by 'night'"), why);
    String fine = explain("--key", "Load-x", "--not-told", "--since", "1h");
    assertTrue(fine.contains("2 x TOLD: waits in its outbox"), fine);
    assertTrue(fine.contains("1 x did not fire: it stands inside 'people': "), fine);
    assertTrue(fine.contains("status equals WARNING did not hold (status: OK)"), fine);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertEquals(1, command(new ExplainCommand(), "--key", "Load-y"), out::toString);
    assertTrue(out.toString().contains("no message with the key Load-y"), out::toString);
    assertEquals(1, command(new ExplainCommand(), "99"), out::toString);
    assertEquals(2, command(new ExplainCommand(), "joe"), out::toString);
    assertEquals(2, command(new ExplainCommand()), out::toString);
    assertEquals(2, command(new TapCommand(), "--where", "a = 1 AND b = 2 OR c = 3"));
    assertTrue(out.toString().contains("^"), out::toString);
  }

  @Test
  void tapShowsWhatComes() throws InterruptedException {
    Thread tap =
        new Thread(
            () ->
                command(new TapCommand(), "--where", "status = OK", "--limit", "1")); // --host joe
    tap.start();
    long end = System.nanoTime() + 60_000_000_000L;
    while (tap.isAlive() && System.nanoTime() < end) {
      run(
          message("Later", "CRITICAL", "no"),
          message("Later", "OK", "elsewhere").with("hostname", "mike"),
          message("Later", "OK", "yes"));
      tap.join(200);
    }
    assertTrue(out.toString().contains("  yes"), out::toString);
    assertTrue(!out.toString().contains("  no"), out::toString);
    assertTrue(!out.toString().contains("elsewhere"), out::toString);
  }
}
