// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** What scripts/network.sh reads of the commands' output is what they print. */
class NetworkScriptTest {

  private static final Path SCRIPTS = Path.of(System.getProperty("wubot.root"), "scripts");

  @TempDir Path home;

  @Test
  void theDemoUnderstandsHowManyMessagesWait() throws Exception {
    try (Queues queues =
        new ChronicleQueues("laptop", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0))) {
      Path forward = home.resolve("queue/forward");
      for (int n = 1; n <= 5; n++) {
        queues.appender(forward).append(Message.of("n", n));
      }
      try (Cursor cursor = queues.view(forward).cursor("relay-server@example.org")) {
        cursor.commit(2);
      }
    }
    assertEquals("3\n", depthIn(run("ls", "--json", "queue/forward", "--home", home.toString())));
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new QueueCommand()).setOut(new PrintWriter(out));
    assertEquals(0, line.execute(arguments));
    return out.toString();
  }

  private static String depthIn(String listing) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "-c", "root=..; . \"$0/network.sh\"; depth_in", SCRIPTS + "")
            .redirectErrorStream(true)
            .start();
    try (var in = bash.outputWriter(StandardCharsets.UTF_8)) {
      in.write(listing);
    }
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
