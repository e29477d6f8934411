// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import wubot.message.Message;
import wubot.queue.Entry;
import wubot.queue.Queues;

/**
 * Measures what the diary, from which {@code wubot explain} tells, costs the reactor: the same
 * backlog with it and without, from a durable queue through a small tree with state. Processes take
 * turns, for a reactor has one setting all its life, and so has what Java compiled for it.
 *
 * <p>Run with the test class path: {@code DiaryBench [messages]}.
 */
public final class DiaryBench {

  private static final int PROCESSES = 6; // of each kind
  private static final int WARM_UP = 2;
  private static final int TURNS = 5;

  private static final String RULES =
      """
      rules:
        - name: status
          condition: contains status
          plugin: Status
        - name: critical
          condition: status equals CRITICAL
          rules:
            - name: colour
              plugin: SetField
              config: {field: color, value: red}
        - name: disks
          condition: key matches ^DiskSpace
          plugin: SetField
          config: {field: mailbox, value: disks}
        - name: load grows
          condition: average > 99
          plugin: State
          config: {field: average, increase: 5}
      """;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private DiaryBench() {}

  /**
   * What one turn took, in seconds.
   *
   * @param walking processor time of the thread that walks messages, which bounds the throughput
   * @param all processor time of all threads
   */
  private record Turn(double wall, double walking, double all, long failed) {

    private static final String MARK = "turn";

    String toLine() {
      return String.join(
          " ",
          MARK,
          Double.toString(wall),
          Double.toString(walking),
          Double.toString(all),
          Long.toString(failed));
    }

    static Optional<Turn> of(String line) {
      String[] words = line.split(" ", -1);
      return words.length == 5 && words[0].equals(MARK)
          ? Optional.of(
              new Turn(
                  Double.parseDouble(words[1]),
                  Double.parseDouble(words[2]),
                  Double.parseDouble(words[3]),
                  Long.parseLong(words[4])))
          : Optional.empty();
    }
  }

  /** Has processes take turns and prints a table and JSON; such a process prints its own turns. */
  @SuppressWarnings("SystemOut") // printing is what it is for
  public static void main(String[] arguments) throws InterruptedException, IOException {
    int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
    if (arguments.length > 1) {
      for (int i = 0; i < WARM_UP + TURNS; i++) {
        Turn turn = turn(arguments[1], messages);
        System.out.println(i < WARM_UP ? "" : turn.toLine());
      }
      return;
    }
    List<List<Turn>> with = new ArrayList<>();
    List<List<Turn>> without = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      boolean first = i % 2 == 0; // whoever comes second finds the machine warmer, or busier
      (first ? without : with).add(process(first ? "0" : "24h", messages));
      (first ? with : without).add(process(first ? "24h" : "0", messages));
    }
    System.out.println("           messages/s   walking thread   all threads, µs of CPU a message");
    print("without", all(without), messages);
    print("with", all(with), messages);
    double wall = cost(with, without, Turn::wall);
    double walking = cost(with, without, Turn::walking);
    double cpu = cost(with, without, Turn::all);
    System.out.printf(
        Locale.ROOT,
        "the diary costs %.1f %% of time, %.1f %% of the walking thread's CPU, %.1f %% of all CPU%n",
        100 * wall,
        100 * walking,
        100 * cpu);
    System.out.printf(
        Locale.ROOT,
        "[{\"messages\":%d,\"cost_of_time\":%.4f,\"cost_of_walking_cpu\":%.4f,"
            + "\"cost_of_all_cpu\":%.4f,\"failed\":%d}]%n",
        messages,
        wall,
        walking,
        cpu,
        Stream.concat(all(with).stream(), all(without).stream()).mapToLong(Turn::failed).sum());
  }

  private static List<Turn> all(List<List<Turn>> processes) {
    return processes.stream().flatMap(List::stream).toList();
  }

  /** The turns of a process of its own, after those to warm up. */
  private static List<Turn> process(String keep, int messages) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DiaryBench.class.getName(), Integer.toString(messages), keep));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<Turn> turns = lines.lines().flatMap(line -> Turn.of(line).stream()).toList();
      if (turns.size() != TURNS) {
        throw new IOException("a process took " + turns.size() + " turns of " + TURNS);
      }
      return turns;
    }
  }

  @SuppressWarnings("SystemOut") // printing is what it is for
  private static void print(String name, List<Turn> turns, int messages) {
    System.out.printf(
        Locale.ROOT,
        "%-8s %12.0f %16.3f %13.3f%n",
        name,
        messages / median(turns, Turn::wall),
        1e6 * median(turns, Turn::walking) / messages,
        1e6 * median(turns, Turn::all) / messages);
  }

  private static double median(List<Turn> turns, ToDoubleFunction<Turn> of) {
    return turns.stream().mapToDouble(of).sorted().toArray()[turns.size() / 2];
  }

  /** By how much each process with the diary was dearer than its neighbour without: the median. */
  private static double cost(
      List<List<Turn>> with, List<List<Turn>> without, ToDoubleFunction<Turn> of) {
    double[] ratios =
        IntStream.range(0, PROCESSES)
            .mapToDouble(i -> median(with.get(i), of) / median(without.get(i), of))
            .sorted()
            .toArray();
    return (ratios[(PROCESSES - 1) / 2] + ratios[PROCESSES / 2]) / 2 - 1;
  }

  /** Processor time of the thread of this name, in nanoseconds. */
  private static long cpu(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
        .sum();
  }

  private static Turn turn(String keep, int messages) throws InterruptedException, IOException {
    Path directory = Files.createTempDirectory("diary-bench");
    ReactorHome home = new ReactorHome(directory);
    home.rules("keep_diary: " + keep + "\n" + RULES);
    try (Queues queues = ReactorHome.queues()) {
      for (int from = 1; from <= messages; from += 1000) {
        feed(queues, directory, from, Math.min(messages, from + 999));
      }
      long cpu = SYSTEM.getProcessCpuTime();
      long began = System.nanoTime();
      try (Reactor reactor = home.start(queues)) {
        while (home.depth(queues) > 0) {
          Thread.sleep(5); // between two looks
        }
        return new Turn(
            (System.nanoTime() - began) / 1e9,
            cpu("reactor") / 1e9,
            (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
            reactor.failed());
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(DiaryBench::delete);
      }
    }
  }

  private static void feed(Queues queues, Path home, int from, int to) {
    List<Entry> entries = new ArrayList<>();
    for (int n = from; n <= to; n++) {
      entries.add(
          Entry.of(
              Message.of("key", (n % 3 == 0 ? "DiskSpace-" : "Ping-") + n % 200)
                  .with("n", n)
                  .with("plugin", "Ping")
                  .with("hostname", "joe")
                  .with("status", n % 50 == 0 ? "CRITICAL" : "OK")
                  .with("host", "example.org")
                  .with("average", n % 100)
                  .with("config.delay", "60s")
                  .with("checksum", "0123456789abcdef0123456789abcdef")
                  .with("text", "x".repeat(120))
                  .with("lastupdate", 1_700_000_000 + n)));
    }
    queues.appender(home.resolve("reactor")).append(entries);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
