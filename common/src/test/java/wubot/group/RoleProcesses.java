// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Members in processes of their own and the log they share; all are killed when closed. */
final class RoleProcesses implements AutoCloseable {

  static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path log;
  private final Duration ttl;
  private final Map<String, Process> running = new HashMap<>();
  private final List<Process> all = new ArrayList<>();

  /** A line of the log; times are of the clock that all processes of a machine share. */
  record Line(long nanos, String node, String word, long token, String rest) {

    static Line of(String text) {
      String[] words = text.split(" ", 5);
      return new Line(
          Long.parseLong(words[0]), words[1], words[2], Long.parseLong(words[3]), words[4]);
    }
  }

  /** With the usual time to live. */
  RoleProcesses(Path log) {
    this(log, TTL);
  }

  RoleProcesses(Path log, Duration ttl) {
    this.log = log;
    this.ttl = ttl;
  }

  void start(String node, String store, String... options) throws IOException {
    Path root = Path.of(System.getProperty("wubot.root", ".."));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + root.resolve("scripts/jvm.options"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(RoleChild.class.getName());
    command.addAll(List.of(node, store, log.toString(), "" + ttl.toMillis()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(log.resolveSibling(node + ".out").toFile())
            .redirectErrorStream(true)
            .start();
    running.put(node, process);
    all.add(process);
  }

  void tell(String node, String order) throws IOException {
    running.get(node).getOutputStream().write((order + "\n").getBytes(UTF_8));
    running.get(node).getOutputStream().flush();
  }

  void signal(String node, String name) {
    ServerProgram.run(List.of("kill", "-" + name, "" + running.get(node).pid()));
  }

  void kill(String node) {
    running.get(node).destroyForcibly();
    ended(node);
  }

  /** Waits until a process has ended by itself. */
  void ended(String node) {
    try {
      assertTrue(running.get(node).waitFor(60, TimeUnit.SECONDS), node + " does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Line> lines() throws IOException {
    String text = Files.exists(log) ? Files.readString(log) : "";
    List<Line> lines = new ArrayList<>();
    text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> lines.add(Line.of(line)));
    return lines;
  }

  /** Waits for a line after the first so many. */
  Line await(String what, int after, Predicate<Line> wanted) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<Line> lines = lines();
      Optional<Line> found =
          lines.subList(Math.min(after, lines.size()), lines.size()).stream()
              .filter(wanted)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      pause(Duration.ofMillis(20));
    }
    throw new AssertionError("waited in vain for " + what + "\n" + story());
  }

  Line awaitStart(int after, String node) throws IOException {
    return await(
        "the start of " + node,
        after,
        line -> line.word().equals("START") && line.node().equals(node));
  }

  static void pause(Duration time) {
    try {
      boolean unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts and stops after the first so many lines, e.g. {@code joe START normal}. */
  List<String> starts(int after) throws IOException {
    return lines().stream()
        .skip(after)
        .filter(line -> line.word().equals("START"))
        .map(line -> line.node() + " " + line.rest())
        .toList();
  }

  /** Everything but counts, for people. */
  String story() throws IOException {
    StringBuilder story = new StringBuilder();
    for (Line line : lines()) {
      if (!line.word().equals("COUNT")) {
        story.append(line).append('\n');
      }
    }
    return story.toString();
  }

  /**
   * Never did two count at once, and every start had a larger token than all before. Lines count in
   * the order of their moments: one who is frozen while he writes down what he did writes it late.
   */
  void assertSound() throws IOException {
    long counts = 0;
    long starts = 0;
    List<Line> inTime = new ArrayList<>(lines());
    inTime.sort(Comparator.comparingLong(Line::nanos));
    for (Line line : inTime) {
      if (line.word().equals("COUNT")) {
        assertTrue(line.token() >= counts, line + " after token " + counts + "\n" + story());
        counts = line.token();
      } else if (line.word().equals("START")) {
        assertTrue(line.token() > starts, line + " after token " + starts + "\n" + story());
        starts = line.token();
      }
    }
  }

  @Override
  public void close() {
    for (Process process : all) {
      process.destroyForcibly(); // KILL also ends what is stopped
    }
    for (Process process : all) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
