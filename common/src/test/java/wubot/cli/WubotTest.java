// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Entry;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** The commands as processes, whose output cannot be written or is read in part. */
class WubotTest {

  private record Result(int code, String said) {}

  @TempDir Path home;

  @BeforeEach
  void fill() {
    try (Queues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0))) {
      Message message = Message.of("text", "x".repeat(1000));
      queues.appender(home.resolve("reactor")).append(message);
      queues.appender(home.resolve("many")).append(Collections.nCopies(500, Entry.of(message)));
    }
  }

  @Test
  void aFullDiskUnderTheOutputIsNoSuccess() throws Exception {
    for (String command : List.of("queue cat reactor", "queue cat many", "queue ls", "--help")) {
      Result result = wubot(command + " >/dev/full");
      assertEquals(
          "wubot: the output is not whole, it cannot be written: No space left on device\n",
          result.said(),
          command);
      assertEquals(3, result.code(), command);
    }
  }

  @Test
  void aReaderWhoHasSeenEnoughIsNoFailure() throws Exception {
    Result result = wubot("queue cat many --json | head -n 1 | wc -l");
    assertEquals("1\n", result.said());
    assertEquals(0, result.code());
  }

  @Test
  void whoFollowsEndsWhenItsReaderHasGone() throws Exception {
    Result result = wubot("queue cat many --last 1 --follow | head -n 1 | wc -l");
    assertEquals("1\n", result.said());
    assertEquals(0, result.code());
  }

  @Test
  void anEmptyHomeIsNotTheCurrentDirectory() throws Exception {
    for (String command : List.of("check", "queue ls")) {
      Result result = wubot(command + " --home ''");
      assertEquals(2, result.code(), result.said());
      assertTrue(
          result.said().startsWith("Invalid value for option '--home': it is empty;"),
          result.said());
    }
  }

  /** Runs a line of the shell in which {@code wubot} and these words stand first. */
  private Result wubot(String words) throws IOException, InterruptedException {
    Path options = Path.of(System.getProperty("wubot.root"), "scripts/jvm.options");
    String java =
        Stream.of(
                System.getProperty("java.home") + "/bin/java",
                "@" + options,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "wubot.cli.Wubot")
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Path said = Files.createTempFile(home, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-o", "pipefail", "-c", java + " " + words)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("WUBOT_HOME", home.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), words);
    return new Result(process.exitValue(), Files.readString(said));
  }
}
