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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.message.Message;
import wubot.message.PlainJson;
import wubot.queue.ChronicleQueues;
import wubot.queue.Entry;
import wubot.queue.QueueSettings;

class RulesDiffCommandTest {

  private static final String MAIL =
      """
          plugin: Email
          config: {host: localhost, from: a@example.org, to: %s}
      """;

  @TempDir Path home;
  private final StringWriter out = new StringWriter();

  private int diff(String old, String other, String... more) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/reactor.yaml"), old);
    Path file = Files.writeString(home.resolve("new.yaml"), other);
    return new CommandLine(new RulesCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(
            Stream.concat(
                    Stream.of("diff", "--home", home.toString(), "--host", "joe", file.toString()),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  private void messages(int count) {
    Clock clock = Clock.systemUTC();
    try (ChronicleQueues queues = new ChronicleQueues("joe", clock, QueueSettings.DEFAULT)) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(
            Entry.of(
                Message.of("key", "Load-" + i % 10)
                    .with("load", i % 10)
                    .with("subject", "the load is " + i % 10)
                    .with("lastupdate", clock.millis() / 1000 - 3600 + i)));
      }
      queues.appender(home.resolve("reactor")).append(entries);
    }
  }

  @Test
  void gainedLostAndChanged() throws IOException {
    messages(100);
    String old =
        """
        rules:
          - name: mail
            condition: load > 7
        """
            + MAIL.formatted("ann@example.org")
            + """
          - name: run
            condition: load = 1
            plugin: Command
            config: {command: [uptime]}
        """;
    String other =
        """
        rules:
          - name: mail
            condition: load > 8
        """
            + MAIL.formatted("bob@example.org")
            + """
          - name: forward
            condition: load < 2
            plugin: MessageQueue
            config: {directory: out}
        """;
    assertEquals(1, diff(old, other), out::toString);
    String text = out.toString();
    assertTrue(text.contains("100 messages"), text);
    assertTrue(text.contains("both began without any state"), text);
    assertTrue(text.contains("notifications: 0 gained, 10 lost, 10 changed"), text);
    assertTrue(text.contains("- Email by 'mail': 10"), text);
    assertTrue(text.contains("Load-8  the load is 8  (host: localhost"), text);
    assertTrue(text.contains("commands: 0 gained, 10 lost, 0 changed"), text);
    assertTrue(text.contains("writes: 20 gained, 0 lost, 0 changed"), text);
    assertTrue(text.contains("mail: 20 → 10"), text);
    assertTrue(text.contains("forward: no such rule → 20"), text);
    assertEquals(3, text.lines().filter(line -> line.contains("bob@example.org")).count(), text);
  }

  @Test
  void forProgramsThereIsJson() throws IOException {
    messages(100);
    String old = "rules:\n  - name: mail\n    condition: load > 7\n" + MAIL.formatted("a@b.org");
    String other = "rules:\n  - name: mail\n    condition: load > 8\n" + MAIL.formatted("a@b.org");
    assertEquals(1, diff(old, other, "--json"), out::toString);
    Map<?, ?> object = (Map<?, ?>) PlainJson.read(out.toString().strip());
    assertEquals(100L, object.get("messages"));
    Map<?, ?> lost = (Map<?, ?>) ((Map<?, ?>) object.get("notifications")).get("lost");
    assertEquals(10L, lost.get("count"));
    assertTrue(lost.get("by_rule").toString().startsWith("{Email by 'mail'={count=10"));
    assertEquals(
        Map.of("mail", Map.of("before", 20L, "after", 10L)), object.get("fired"), out::toString);
  }

  @Test
  void theSameRulesChangeNothing() throws IOException {
    messages(10);
    String rules = "rules:\n  - name: all\n    plugin: Console\n";
    assertEquals(0, diff(rules, rules), out::toString);
  }

  @Test
  void brokenRulesAndNoQueueAreSaid() throws IOException {
    assertEquals(3, diff("rules: []\n", "rules: []\n"));
    assertTrue(out.toString().contains("there is no queue"), out::toString);
    messages(1);
    assertEquals(3, diff("rules: []\n", "rules:\n  - condition: x\n"));
    assertTrue(out.toString().contains("operator is missing"), out::toString);
  }
}
