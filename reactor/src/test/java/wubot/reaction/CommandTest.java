// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.ReactionFailure;

class CommandTest {

  @TempDir Path home;

  private Message run(Map<String, ?> config, Message message) throws InterruptedException {
    new TestServices(home).make(new Command(), config).react(message);
    return message;
  }

  @Test
  void outputAndExitCodeGoIntoFields() throws InterruptedException {
    Message pwd = run(Map.of("command", "pwd"), Message.of("abc", "xyz"));
    assertEquals(home.toString(), pwd.text("command_output"));
    assertEquals("0", pwd.text("command_status"));
    assertEquals("0", pwd.text("command_signal"));
    assertEquals("1", run(Map.of("command", "false"), Message.empty()).text("command_status"));
    Message other = run(Map.of("command", "echo hi", "output_field", "o"), Message.empty());
    assertEquals("hi", other.text("o"));
    assertFalse(other.has("command_output"));
    assertEquals("9", run(Map.of("shell", "kill -9 $$"), Message.empty()).text("command_signal"));
    assertEquals(
        "oops", run(Map.of("shell", "echo oops >&2"), Message.empty()).text("command_output"));
  }

  @Test
  void aFieldIsOneArgumentWhateverItHolds() throws InterruptedException {
    String evil = "a b; touch " + home.resolve("evil") + " $(id) `id` 'x' \"y\"\n*";
    Message message = Message.of("subject", evil);
    run(Map.of("command", List.of("printf", "[%s]", "{{ subject }}")), message);
    assertEquals("[" + evil + "]", message.text("command_output"));
    run(Map.of("command", "printf [%s] {{ subject }}"), message);
    assertEquals("[" + evil + "]", message.text("command_output"));
    run(Map.of("shell", "printf '[%s]' \"$WUBOT_SUBJECT\""), message);
    assertEquals("[" + evil + "]", message.text("command_output"));
    assertFalse(Files.exists(home.resolve("evil")));
  }

  @Test
  void oneTextIsSplitIntoWordsAsAShellWould() throws InterruptedException {
    Message message = Message.of("a", "x  'y").with("b", 1);
    for (String[] row :
        new String[][] {
          {"printf [%s] 'one  word' \"it's\" a\\ b", "[one  word][it's][a b]"},
          {"printf [%s] '{{ a }} and {$b}' {{ none | default 'no one' }}", "[x  'y and 1][no one]"},
          {"  printf  [%s]\t{$b}{ $b }  ''", "[11][]"},
        }) {
      assertEquals(
          row[1], run(Map.of("command", row[0]), message.copy()).text("command_output"), row[0]);
    }
    for (String shell : List.of("echo a | cat", "echo $(id)", "echo 'a")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> run(Map.of("command", shell), Message.empty()),
          shell);
    }
  }

  @Test
  void aProgramThatHangsIsKilledWithAllItStarted() throws IOException, InterruptedException {
    Path pid = home.resolve("pid");
    String script = "sleep 600 & echo $! > " + pid + "; wait";
    long began = System.nanoTime();
    ReactionFailure late =
        assertThrows(
            ReactionFailure.class,
            () -> run(Map.of("shell", script, "timeout", "5s"), Message.empty()));
    assertTrue(late.getMessage().contains("took longer than 5000 ms"));
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(60).toNanos());
    long child = Long.parseLong(Files.readString(pid).strip());
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (ProcessHandle.of(child).filter(ProcessHandle::isAlive).isPresent()) {
      assertTrue(System.nanoTime() < end, "the child is still running");
      Thread.onSpinWait();
    }
  }

  @Test
  void endlessOutputIsCutAndReadOn() throws InterruptedException {
    Message message =
        run(
            Map.of("shell", "head -c 3000000 /dev/zero | tr '\\0' x", "output_limit", 1000),
            Message.empty());
    assertEquals("x".repeat(1000), message.text("command_output"));
  }

  @Test
  void whatIsStartedInTheBackgroundDoesNotHoldUpTheTree() throws InterruptedException {
    long began = System.nanoTime();
    Message message = run(Map.of("shell", "echo done; sleep 60 &"), Message.empty());
    assertEquals("done", message.text("command_output"));
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(50).toNanos());
  }

  @Test
  void aProgramThatIsNotThereIsALastingFailure() {
    ReactionFailure none =
        assertThrows(
            ReactionFailure.class,
            () -> run(Map.of("command", "no-such-program"), Message.empty()));
    assertEquals("cannot run no-such-program: No such file or directory", none.getMessage());
    assertFalse(none.isPassing());
  }

  @Test
  void aMessageDoesNotChooseTheProgram() {
    assertThrows(
        IllegalArgumentException.class,
        () -> run(Map.of("command", "{{ program }} x"), Message.empty()));
  }
}
