// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.cli.StatusCommand;
import wubot.message.PlainJson;
import wubot.queue.ChronicleQueues;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** {@code wubot status} of a monitor that runs, and of one that does not. */
class StatusCommandTest {

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private Optional<Queues> queues = Optional.empty();
  private Optional<Monitor> monitor = Optional.empty();

  @AfterEach
  void stop() {
    monitor.ifPresent(Monitor::close);
    queues.ifPresent(Queues::close);
  }

  private void start() throws IOException {
    Queues made =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
    queues = Optional.of(made);
    Monitor running =
        new Monitor(home, "joe", Clock.systemUTC(), new Random(3), PluginTypes.installed(), made);
    monitor = Optional.of(running);
    running.start();
  }

  private void save(String file, String text) throws IOException {
    Path path = home.resolve("config/plugins").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString(), "--host", "joe"));
    return new CommandLine(new StatusCommand())
        .setOut(writer)
        .setErr(writer)
        .execute(all.toArray(String[]::new));
  }

  private Map<?, ?> json() throws IOException {
    assertTrue(run("--json") <= 1);
    return (Map<?, ?>) PlainJson.read(out.toString());
  }

  private Map<?, ?> check(String key) throws IOException {
    for (Object daemon : (List<?>) json().get("daemons")) {
      if (((Map<?, ?>) daemon).get("checks") instanceof List<?> checks) {
        for (Object check : checks) {
          if (((Map<?, ?>) check).get("key").equals(key)) {
            return (Map<?, ?>) check;
          }
        }
      }
    }
    return Map.of();
  }

  @Test
  void checksAreShownAsTheyAreAndTheExitCodeSaysWhetherAllIsWell() throws Exception {
    save("Command/good.yaml", "command: 'true'\ndelay: 1h\n");
    start();
    until(
        "a run",
        () ->
            check("Command-good").get("runs") instanceof Long n
                && n == 1
                && check("Command-good").containsKey("next_run"));
    assertEquals(0, run(), out::toString);
    assertTrue(out.toString().contains("all is well"), out.toString());
    assertTrue(
        out.toString()
            .matches(
                "(?s)monitor  runs for \\d+s, process "
                    + ProcessHandle.current().pid()
                    + ", wubot \\S+\n.*Command-good  ok +\\d+s +59m\\d+s.*"),
        out.toString());
    assertEquals(true, json().get("well"));

    save("Command/bad.yaml", "command: no-such-program\ndelay: 1h\n");
    save("Command/broken.yaml", "comand: x\n");
    until("a failure", () -> Boolean.TRUE.equals(check("Command-bad").get("failing")));
    assertEquals(1, run());
    assertTrue(out.toString().contains("monitor: Command-bad fails: "), out.toString());
    until("the broken file", () -> run() == 1 && out.toString().contains("Command-broken has an"));
    save("Command/slow.yaml", "command: sleep 60\ndelay: 1h\ntimeout: 2h\n");
    until("a run under way", () -> "running".equals(check("Command-slow").get("state")));
  }

  @Test
  void ofADaemonThatDoesNotRunItShowsWhatLiesOnDisk() throws Exception {
    assertEquals(0, run(), () -> "nothing is configured, nothing is missing: " + out);
    save("Command/bad.yaml", "command: no-such-program\ndelay: 2m\n");
    start();
    until("a failure", () -> Boolean.TRUE.equals(check("Command-bad").get("failing")));
    monitor.ifPresent(Monitor::close);
    queues.ifPresent(Queues::close);
    assertEquals(1, run());
    assertTrue(out.toString().startsWith("monitor  does not run\n"), out.toString());
    assertTrue(out.toString().contains("wubot monitor does not run; start it"), out.toString());
    assertTrue(out.toString().matches("(?s).*Command-bad  fails  +\\d+s .*"), out.toString());
    assertTrue(out.toString().matches("(?s).*\nreactor +1\\.\\.1 .* stopped\n.*"), out.toString());
    assertEquals(2, run("--wach"));
  }
}
