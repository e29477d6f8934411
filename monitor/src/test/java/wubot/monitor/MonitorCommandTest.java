// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** The daemon as a process: the real queue, real signals, real kills. */
@Tag("slow")
class MonitorCommandTest {

  private static final String READY = "wubot monitor is ready on joe";

  @TempDir Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  private void save(String file, String text) throws IOException {
    Path path = home().resolve("config/plugins").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private MonitorProcess monitor() throws Exception {
    return MonitorProcess.start(directory, "monitor", "--home", home().toString(), "--host", "joe")
        .untilItSays(READY);
  }

  private List<Message> queued() throws Exception {
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT);
        Cursor cursor = queues.view(Monitor.mainQueue(home())).cursor("test")) {
      List<Message> all = new ArrayList<>();
      List<QueueRecord> records = cursor.read(1000, Duration.ZERO);
      while (!records.isEmpty()) {
        records.forEach(record -> all.add(record.message()));
        records = cursor.read(1000, Duration.ZERO);
      }
      return all;
    }
  }

  @Test
  void endsWithCodeThreeWhereASharedCheckKeepsFailingIfTheGroupFileSaysSo() throws Exception {
    save("Command/date.yaml", "command: date\ndelay: 1s\n");
    Files.writeString(
        home().resolve("config/group.yaml"),
        "group: home\nsession_ttl: 2s\nroles: {check/Command/*: {nodes: [joe], exit_node: yes}}\n");
    try (MonitorProcess monitor = monitor()) {
      until("a run", () -> !queued().isEmpty());
      until("it to hear of a failure", () -> fail() == 0); // a busy machine may lose a role
      until(
          "it to give up", // it is started again a few times
          () -> {
            fail();
            return monitor.said().contains("The monitor ends, as group.yaml says: role check");
          });
      assertEquals(3, monitor.exitCode(), monitor.said());
    }
  }

  private int fail() throws Exception {
    String home = home().toString();
    String[] words = {"group", "--monitor", "fail", "check/Command/date", "--home", home};
    return MonitorProcess.start(directory, words).exitCode();
  }

  @Test
  void runsFromNothingTakesUpAFileAndStopsWhenTold() throws Exception {
    try (MonitorProcess monitor = monitor()) {
      monitor.untilItSays("There is nothing to do for the host joe yet.");
      save("Command/date.yaml", "command: date\ndelay: 1s\n");
      until("two messages", () -> queued().size() >= 2);
      assertEquals(0, monitor.terminate());
    }
    String log = Files.readString(home().resolve("log/monitor.log"));
    assertTrue(log.contains(READY), log);
    assertTrue(log.contains("Told to stop."), log);
    Message message = queued().get(0);
    assertEquals("Command-date", message.text("key"));
    assertEquals("joe", message.text("hostname"));
    assertTrue(message.identity().isPresent());
  }

  @Test
  void refusesASecondMonitorInOneLineAndLeavesTheFirstAlone() throws Exception {
    save("Command/date.yaml", "command: date\ndelay: 1s\n");
    try (MonitorProcess first = monitor();
        MonitorProcess second =
            MonitorProcess.start(
                directory, "monitor", "--home", home().toString(), "--host", "joe")) {
      assertEquals(3, second.exitCode());
      assertEquals(1, second.said().lines().count(), second.said());
      assertTrue(second.said().contains(Long.toString(first.pid())), second.said());
      int soFar = queued().size();
      until("more from the first", () -> queued().size() > soFar);
      assertEquals(0, first.terminate());
    }
  }

  @Test
  void aHomeThatCannotBeUsedIsOneLine() throws Exception {
    Files.writeString(home(), "a file");
    try (MonitorProcess monitor =
        MonitorProcess.start(directory, "monitor", "--home", home().toString())) {
      assertEquals(3, monitor.exitCode());
      assertEquals(1, monitor.said().lines().count(), monitor.said());
      assertTrue(
          monitor.said().endsWith(home() + " is a file, where a directory should be\n"),
          monitor.said());
    }
  }

  @Test
  void killedAgainAndAgainItLosesNoLine() throws Exception {
    Path log = Files.createFile(directory.resolve("app.log"));
    save(
        "FileTail/app.yaml",
        "path: "
            + log
            + "\ndelay: 0.05\nreact:\n  - name: mark\n"
            + "    plugin: SetField\n    config: {field: marked, value: here}\n");
    save("Command/hang.yaml", "command: sleep 1000\ntimeout: 1h\n");
    Random random = new Random(5);
    int written = 0;
    for (int round = 0; round < 5; round++) {
      try (MonitorProcess monitor = monitor()) {
        if (round == 0) { // the very first start begins at the end of the file
          Path memory = home().resolve("state/monitor/FileTail-app.json");
          until("the first look", () -> Files.exists(memory));
        }
        for (int burst = 0; burst < 10; burst++) {
          StringBuilder lines = new StringBuilder();
          for (int i = random.nextInt(200); i >= 0; i--) {
            lines.append("line ").append(written++).append('\n');
          }
          Files.writeString(log, lines, StandardOpenOption.APPEND);
          int soFar = written;
          until(
              "some of it", () -> random.nextInt(4) > 0 || lines().contains("line " + (soFar - 1)));
        }
        monitor.kill();
      }
    }
    int all = written;
    try (MonitorProcess monitor = monitor()) {
      until("the last line", () -> lines().contains("line " + (all - 1)));
      assertEquals(0, monitor.terminate());
    }
    assertEquals(
        List.of(),
        IntStream.range(0, all).mapToObj(i -> "line " + i).filter(l -> !lines.contains(l)).toList(),
        "lines lost");
    List<Message> messages = queued();
    assertFalse(messages.stream().anyMatch(m -> m.text("subject").startsWith("CRITICAL")));
    assertTrue(messages.stream().allMatch(m -> m.text("marked").equals("here")));
    List<Long> sequences =
        messages.stream().map(m -> m.identity().orElseThrow().sequence()).toList();
    assertEquals(
        IntStream.rangeClosed(1, messages.size()).mapToObj(i -> (long) i).toList(), sequences);
  }

  @Test
  void toldToStopUnderLoadItLosesNoLineAndRepeatsNone() throws Exception {
    Path log = Files.createFile(directory.resolve("app.log"));
    save("FileTail/app.yaml", "path: " + log + "\ndelay: 0.05\n");
    for (int i = 0; i < 8; i++) { // runs that take their time must not add up
      save(
          "Command/stubborn" + i + ".yaml",
          "command: [sh, -c, 'trap \"\" TERM INT; sleep 1000 & wait; sleep 1000']\ntimeout: 1h\n");
    }
    int written = 0;
    for (int round = 0; round < 4; round++) {
      try (MonitorProcess monitor = monitor()) {
        Path memory = home().resolve("state/monitor/FileTail-app.json");
        until("the first look", () -> Files.exists(memory));
        int before = queued().size();
        for (int burst = 0; burst < 20; burst++) {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < 500; i++) {
            text.append("line ").append(written++).append('\n');
          }
          Files.writeString(log, text, StandardOpenOption.APPEND);
        }
        until("some of it", () -> queued().size() > before);
        long told = System.nanoTime();
        assertEquals(0, monitor.terminate(), monitor.said());
        assertTrue(System.nanoTime() - told < 10_000_000_000L, monitor.said());
        assertTrue(monitor.said().contains("Stopped; "), monitor.said());
      }
    }
    int all = written;
    try (MonitorProcess monitor = monitor()) {
      until("the last line", () -> lines().contains("line " + (all - 1)));
      assertEquals(0, monitor.terminate());
    }
    assertEquals(
        IntStream.range(0, all).mapToObj(i -> "line " + i).toList(),
        queued().stream().map(m -> m.text("subject")).filter(t -> t.startsWith("line ")).toList());
  }

  private final Set<String> lines = new TreeSet<>();

  private Set<String> lines() throws Exception {
    queued().forEach(m -> lines.add(m.text("subject")));
    return lines;
  }
}
