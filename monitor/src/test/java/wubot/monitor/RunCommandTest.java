// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.cli.Wubot;

class RunCommandTest {

  @TempDir Path home;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void listen() {
    PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
  }

  @AfterEach
  void stopListening() {
    System.setOut(out);
    System.setErr(err);
  }

  private int run(String yaml, String... more) throws Exception {
    Path file = home.resolve("config/plugins/Command/a.yaml.joe");
    Files.createDirectories(file.getParent());
    Files.writeString(file, yaml);
    String[] arguments = {"run", "Command", "a", "--home", home.toString(), "--host", "joe"};
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Wubot.run(all);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsWhatTheQueueWouldGetAndLeavesNothingBehind() throws Exception {
    assertEquals(0, run("command: echo hello\n"));
    assertTrue(said().contains("command_output  hello\n"), said());
    assertTrue(said().contains("key             Command-a\n"), said());
    assertTrue(said().endsWith("Command-a made 1 message.\n"), said());
    assertFalse(Files.exists(home.resolve("reactor")));
    assertFalse(Files.exists(home.resolve("state")));
  }

  @Test
  void printsJsonForPrograms() throws Exception {
    assertEquals(0, run("command: [printf, 'a\\nb']\n", "--json"));
    assertEquals(1, said().lines().count(), said());
    assertTrue(said().startsWith("{\"command_output\":\"a\\nb\",\"exit_status\":0,"), said());
  }

  @Test
  void saysWhatReactRulesDropped() throws Exception {
    assertEquals(0, run("command: date\nreact:\n  - name: all\n    last_rule: true\n"));
    assertEquals("Command-a made 1 message, of which its react rules dropped 1.\n", said());
  }

  @Test
  void aFailureIsExitCodeOne() throws Exception {
    assertEquals(1, run("command: no-such-program\n"));
    assertTrue(said().contains("CRITICAL: there is no program 'no-such-program'"), said());
  }

  @Test
  void aDeadlineIsKept() throws Exception {
    assertEquals(1, run("command: sleep 1000\ntimeout: 0.2\n"));
    assertTrue(said().contains("Timed out after 0.2 seconds"), said());
  }

  @Test
  void aBadConfigIsExplained() throws Exception {
    assertEquals(3, run("comand: date\n"));
    assertTrue(said().contains("did you mean 'command'?"), said());
  }

  @Test
  void anInstanceThatIsNotThereIsExplained() throws Exception {
    run("command: date\n");
    assertEquals(3, Wubot.run("run", "Command", "b", "--home", home.toString(), "--host", "joe"));
    assertTrue(said().contains("the host joe has no file plugins/Command/b.yaml"), said());
    assertTrue(said().contains("did you mean 'Command a'? there are: Command a\n"), said());
    Wubot.run("run", "Load", "none-at-all", "--home", home.toString(), "--host", "joe");
    assertTrue(
        said().lines().filter(line -> line.endsWith("; there are: Command a")).count() == 1,
        said());
  }
}
