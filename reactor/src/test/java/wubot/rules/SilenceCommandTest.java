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
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.config.Problems;
import wubot.message.Message;
import wubot.rule.RuleTree;

class SilenceCommandTest {

  @TempDir private Path home;

  private record Ended(int code, String out, String err) {}

  private Ended silence(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    words.addAll(List.of("--home", home.toString(), "--host", "server"));
    int code =
        new CommandLine(new SilenceCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  /** Why a message of a host is held back by the rules. */
  private String silenced(String host) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    RuleTree tree =
        RuleSource.ofReactor(home, "server")
            .orElseThrow()
            .load(MemoryServices.of(clock, "server", home), new Problems())
            .orElseThrow();
    Message message =
        Message.of("hostname", host).with("lastupdate", clock.instant().getEpochSecond());
    tree.rules().get(0).step().orElseThrow().reaction().admit(message);
    return message.text("silenced");
  }

  private void rules(String rules) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/reactor.yaml"), rules);
  }

  @Test
  void whatIsAddedIsListedAndHoldsBackUntilItIsEnded() throws Exception {
    rules(
        """
        rules:
          - name: silences
            plugin: Silence
            config: {file: state/silences.yaml}
        """);
    Ended added =
        silence("add", "joe", "--for", "2h", "--reason", "new disks: sda, sdb", "--by", "ann");
    assertEquals("", added.err());
    assertEquals(0, added.code());
    String id = added.out().substring("silence ".length(), "silence ".length() + 6);
    assertTrue(
        silence("ls").out().contains("ann  new disks: sda, sdb  hostname = \"joe\" OR"),
        silence("ls").out());
    assertTrue(silence("ls", "--json").out().contains("\"by\":\"ann\""));

    assertEquals("new disks: sda, sdb (ann)", silenced("joe"));
    assertEquals("", silenced("jane"));

    assertEquals("silence " + id + " is over\n", silence("end", id).out());
    assertEquals("nothing is silenced\n", silence("ls").out());
    Ended again = silence("end", id);
    assertEquals(1, again.code());
    assertTrue(again.err().contains("there is no silence '" + id + "'"), again.err());
  }

  @Test
  void saysInPlainWordsWhatIsWrong() {
    assertWrong("write 2h, 06:00", "add", "joe", "--until", "soon", "--reason", "x");
    assertWrong(
        "That is no condition: expected an operator", "add", "a b", "--for", "1h", "--reason", "x");
    assertWrong("before it begins", "add", "joe", "--until", "2020-01-01 00:00", "--reason", "x");
    assertWrong("Missing required option", "add", "joe", "--for", "1h");
    assertWrong("say how long", "add", "joe", "--reason", "x");
    assertWrong("'${'", "add", "joe", "--for", "1h", "--reason", "${file:/etc/passwd}");
    assertFalse(Files.exists(home.resolve("state/silences.yaml")));
  }

  private void assertWrong(String words, String... arguments) {
    Ended ended = silence(arguments);
    assertEquals(2, ended.code(), ended.err());
    assertTrue(ended.err().contains(words), ended.err());
  }

  @Test
  void saysWhenNoRuleReadsTheFile() throws IOException {
    rules("rules: []\n");
    Ended added = silence("add", "joe", "--for", "2h", "--reason", "x");
    assertEquals(0, added.code());
    assertTrue(added.err().contains("no rule of the reactor reads"), added.err());
  }

  @Test
  void aNightThatBeginsLaterEndsAfterIt() {
    assertEquals(
        0, silence("add", "joe", "--from", "23:59", "--until", "00:01", "--reason", "x").code());
    assertTrue(silence("ls").out().contains(":01"), silence("ls").out());
    assertEquals(0, silence("add", "joe", "--from", "1d", "--for", "1h", "--reason", "x").code());
  }

  @Test
  void manyAtOnceAreAllKept() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Ended>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String host = "h" + i;
        all.add(() -> silence("add", host, "--for", "1h", "--reason", "x"));
      }
      for (Future<Ended> ended : threads.invokeAll(all)) {
        assertEquals(0, ended.get().code(), ended.get().err());
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(21, silence("ls").out().lines().count());
  }
}
