// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.queue.Queues;
import wubot.reaction.WebServer;

/** {@code wubot reactor} as a process. */
@Tag("slow")
class DaemonTest {

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private ReactorHome home;

  @BeforeEach
  void home() {
    home = new ReactorHome(directory);
    home.rules("rules:\n  - name: f\n    plugin: MessageQueue\n    config: {directory: forward}\n");
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) { // gone before their directory is
      process.destroyForcibly().waitFor();
    }
  }

  private Process daemon(String log) throws IOException {
    List<String> line = new ArrayList<>(ChildReactor.java());
    line.addAll(
        List.of("wubot.cli.Wubot", "reactor", "--home", directory.toString(), "--host", "joe"));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log).toFile())
            .start();
    started.add(process);
    return process;
  }

  private String log(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void sigtermEndsItAfterTheMessageAtHandAndItGoesOnFromThere()
      throws IOException, InterruptedException {
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 100);
      Process first = daemon("first");
      ReactorHome.await("the backlog", () -> home.depth(queues) == 0 || !first.isAlive());
      first.destroy(); // SIGTERM
      assertTrue(first.waitFor(60, TimeUnit.SECONDS), "it ends");
      assertEquals(0, first.exitValue(), "to be told to stop is no failure");
      assertTrue(log("first").contains("Stopped; messages handled: 100"), log("first"));
      home.feed(queues, 101, 110);
      Process second = daemon("second");
      ReactorHome.await("the rest", () -> home.depth(queues) == 0 || !second.isAlive());
      second.destroy();
      assertTrue(second.waitFor(60, TimeUnit.SECONDS));
      assertTrue(log("second").contains("Stopped; messages handled: 10"), log("second"));
    }
    try (Queues queues = ReactorHome.queues()) {
      assertEquals(
          LongStream.rangeClosed(1, 110).boxed().toList(), home.numbers(queues, "forward"));
    }
  }

  @Test
  void aSecondReactorForTheSameHomeSaysWhichOneIsRunning()
      throws IOException, InterruptedException {
    Process first = daemon("first");
    ReactorHome.await(
        "the first", () -> log("first").contains("Reactor of joe") || !first.isAlive());
    Process second = daemon("second");
    assertTrue(second.waitFor(60, TimeUnit.SECONDS));
    assertEquals(3, second.exitValue());
    List<String> said = log("second").lines().toList();
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.get(0).contains("process " + first.pid()), said.toString());
    assertTrue(first.isAlive());
  }

  @Test
  void aHomeThatCannotBeUsedIsOneLineInWords() throws IOException, InterruptedException {
    for (String inTheWay : List.of("log", "state", "state/reactor")) {
      Path file = directory.resolve(inTheWay);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "a file");
      Process daemon = daemon("said");
      assertTrue(daemon.waitFor(60, TimeUnit.SECONDS));
      Files.delete(file);
      assertEquals(3, daemon.exitValue());
      assertEquals(
          "wubot reactor: cannot use "
              + directory
              + " as home: "
              + file
              + " is a file, where a directory should be\n",
          log("said"));
    }
  }

  @Test
  void itWaitsForAQueueThatIsNotThereYet() throws IOException {
    Process early = daemon("early");
    ReactorHome.await(
        "the line that says so",
        () -> log("early").contains("There is no queue") || !early.isAlive());
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 3);
      ReactorHome.await("the messages", () -> home.depth(queues) == 0 || !early.isAlive());
    }
    assertTrue(early.isAlive(), log("early"));
  }

  @Test
  void toldToStopUnderLoadItLosesNothingAndDoesNothingTwiceAndSaysWhatItLeaves() throws Exception {
    StringBuilder rules = new StringBuilder("rules:\n");
    try (WebServer server = new WebServer()) {
      server.hang();
      for (int i = 1; i <= 12; i++) { // deliveries that hang must not add up
        rules.append(
            "  - name: tell %d\n    condition: n = 1\n    plugin: Webhook\n    config: {url: %s, content_type: text/plain, body: x}\n"
                .formatted(i, server.url("/")));
      }
      rules.append("  - {name: f, plugin: MessageQueue, config: {directory: forward}}\n");
      home.rules(
          "rules:\n  - {name: s, plugin: SetField, config: {field: subject, value: s}}\n"
              + rules.substring("rules:\n".length()));
      int all = 0;
      try (Queues queues = ReactorHome.queues()) {
        for (String name : List.of("first", "second", "third")) {
          for (int batch = 0; batch < 6; batch++) {
            home.feed(queues, all + 1, all + 4_000);
            all += 4_000;
          }
          long before = home.depth(queues);
          Process process = daemon(name);
          ReactorHome.await(
              "the middle of it: " + log(name),
              () -> home.depth(queues) <= before - 5_000 || !process.isAlive());
          long told = System.nanoTime();
          process.destroy(); // SIGTERM
          assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> log(name));
          assertTrue(
              System.nanoTime() - told < 10_000_000_000L, () -> "in its deadline: " + log(name));
          assertEquals(0, process.exitValue(), () -> log(name));
          assertTrue(log(name).contains("what waits is on disk: "), log(name));
          assertTrue(log(name).contains("1 in queue/outbox/tell-1 for courier"), log(name));
        }
        server.answerAgain();
        Process last = daemon("last");
        ReactorHome.await("the rest", () -> home.depth(queues) == 0 || !last.isAlive());
        last.destroy();
        assertTrue(last.waitFor(60, TimeUnit.SECONDS));
      }
      try (Queues queues = ReactorHome.queues()) {
        assertEquals(
            LongStream.rangeClosed(1, all).boxed().toList(), home.numbers(queues, "forward"));
      }
    }
  }
}
