// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.Entry;
import wubot.queue.QueueRecord;
import wubot.queue.Queues;

/**
 * Measures queue, engine and cursor together: a backlog through a small tree, with and without a
 * copy to another queue, and what was lost or came twice.
 *
 * <p>Run with the test class path: {@code ReactorBench [messages]}.
 */
public final class ReactorBench {

  private static final String SMALL =
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
      """;
  private static final String FORWARD =
      SMALL
          + "  - name: forward\n    condition: noforward is false\n"
          + "    plugin: MessageQueue\n    config: {directory: forward}\n";

  private ReactorBench() {}

  /** Runs both. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
    run("small tree", SMALL, messages, false);
    run("small tree and forward", FORWARD, messages, true);
  }

  @SuppressWarnings("SystemOut") // printing is what it is for
  private static void run(String name, String rules, int messages, boolean forwards)
      throws InterruptedException, IOException {
    Path directory = Files.createTempDirectory("reactor-bench");
    ReactorHome home = new ReactorHome(directory);
    home.rules(rules);
    try (Queues queues = ReactorHome.queues()) {
      for (int from = 1; from <= messages; from += 1000) {
        feed(queues, directory, from, Math.min(messages, from + 999));
      }
      long began = System.nanoTime();
      long last;
      try (Reactor reactor = home.start(queues)) {
        while (home.depth(queues) > 0) {
          Thread.sleep(20); // between two looks
        }
        last = System.nanoTime();
        System.out.printf(
            "%s: %d messages, %.0f/s, %d failed",
            name, messages, messages / ((last - began) / 1e9), reactor.failed());
      }
      if (forwards) {
        long[] times = new long[messages + 1];
        count(queues, directory.resolve("forward"), times);
        long lost = 0;
        long twice = 0;
        for (int n = 1; n <= messages; n++) {
          lost += times[n] == 0 ? 1 : 0;
          twice += times[n] > 1 ? 1 : 0;
        }
        System.out.printf(", %d lost, %d twice", lost, twice);
      }
      System.out.println();
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(ReactorBench::delete);
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
                  .with("average", 12.5)
                  .with("config.delay", "60s")
                  .with("checksum", "0123456789abcdef0123456789abcdef")
                  .with("text", "x".repeat(120))
                  .with("lastupdate", 1_700_000_000 + n)));
    }
    queues.appender(home.resolve("reactor")).append(entries);
  }

  private static void count(Queues queues, Path queue, long[] times) throws InterruptedException {
    try (Cursor cursor = queues.view(queue).cursor("count")) {
      List<QueueRecord> batch = cursor.read(1000, Duration.ZERO);
      while (!batch.isEmpty()) {
        batch.forEach(record -> times[(int) record.message().number("n").orElse(0)]++);
        batch = cursor.read(1000, Duration.ZERO);
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
