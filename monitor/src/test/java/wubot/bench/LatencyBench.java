// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wubot.bench.Notifications.Taken;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.queue.QueueSettings;

/**
 * From check to notification: a monitor and a reactor of the distribution on one home, a check that
 * makes a message every so often, a rule that tells a web server and one that stores.
 *
 * <p>Measured is from the check's own code making the message to the web server having read the
 * last byte of the request, so with two durable appends (the main queue, the outbox) in between.
 *
 * <p>Arguments: messages a second, seconds.
 */
public final class LatencyBench {

  private static final int WARM_SECONDS = 10;

  private LatencyBench() {}

  /** Runs the bench. */
  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    try (Scratch scratch = Scratch.make("latency");
        Notifications notifications = new Notifications()) {
      Path home = scratch.directory("home");
      configure(scratch, notifications, rate);
      String agent = "-javaagent:" + Stamp.jar(scratch.path().resolve("stamp.jar"));
      List<Taken> taken;
      try (Program reactor = daemon(scratch, home, "reactor", "")) {
        try (Program monitor = daemon(scratch, home, "monitor", agent)) {
          if (!Waiting.until(60, () -> !notifications.taken().isEmpty())) {
            throw new IllegalStateException(
                "no notification came: "
                    + Files.readString(scratch.path().resolve("monitor.log"))
                    + Files.readString(scratch.path().resolve("reactor.log")));
          }
          Waiting.pause((WARM_SECONDS + seconds) * 1000L);
          monitor.mustLive();
        }
        long accepted = numbers(home.resolve("reactor")).size();
        Waiting.until(60, () -> notifications.taken().size() >= accepted);
        Waiting.pause(500); // for what might come twice
        reactor.mustLive();
        taken = notifications.taken();
      }
      report(rate, numbers(home.resolve("reactor")), numbers(home.resolve("kept")), taken);
    }
  }

  private static void configure(Scratch scratch, Notifications notifications, int rate) {
    scratch.write("home/config/plugins/Stamp/stamp.yaml", "delay: " + 1000.0 / rate + "ms\n");
    scratch.write(
        "home/config/reactor.yaml",
        """
        rules:
          - name: tell
            condition: plugin equals Stamp
            plugin: Webhook
            config:
              url: %s
              body: '{"text": "{{ number }} {{ stamp }}"}'
          - name: keep
            condition: plugin equals Stamp
            plugin: MessageQueue
            config:
              directory: kept
        """
            .formatted(notifications.url()));
  }

  private static Program daemon(Scratch scratch, Path home, String which, String options) {
    return Program.start(
        List.of(System.getProperty("bench.wubot"), which, "--home", home.toString()),
        Map.of("WUBOT_JAVA_OPTS", options),
        scratch.path().resolve(which + ".log"));
  }

  /** How often each number of the check's messages is in a queue. */
  static Map<Integer, Integer> numbers(Path directory) throws InterruptedException {
    Map<Integer, Integer> numbers = new HashMap<>();
    try (ChronicleQueues queues =
            new ChronicleQueues("bench", Clock.systemUTC(), QueueSettings.DEFAULT);
        Cursor cursor = queues.view(directory).cursor("bench")) {
      while (true) {
        List<QueueRecord> records = cursor.read(1000, Duration.ZERO);
        if (records.isEmpty()) {
          return numbers;
        }
        for (QueueRecord record : records) {
          if (record.message().text("plugin").equals("Stamp")) {
            numbers.merge((int) record.message().number("number").orElseThrow(), 1, Integer::sum);
          }
        }
      }
    }
  }

  private static void report(
      int rate, Map<Integer, Integer> sent, Map<Integer, Integer> kept, List<Taken> taken)
      throws IOException {
    Map<Integer, Integer> told = new HashMap<>();
    taken.forEach(one -> told.merge(one.number(), 1, Integer::sum));
    long warm = taken.get(0).takenNanos() + WARM_SECONDS * 1_000_000_000L;
    double[] millis =
        taken.stream()
            .filter(one -> one.takenNanos() > warm)
            .mapToDouble(one -> (one.takenNanos() - one.madeNanos()) / 1e6)
            .sorted()
            .toArray();
    double made =
        (millis.length - 1) * 1e9 / Math.max(1, taken.get(taken.size() - 1).takenNanos() - warm);
    Figures figures = new Figures("latency");
    Map<String, Object> row = figures.row();
    row.put("asked/s", rate);
    row.put("got/s", made);
    row.put("p50 ms", quantile(millis, 0.5));
    row.put("p90 ms", quantile(millis, 0.9));
    row.put("p99 ms", quantile(millis, 0.99));
    row.put("max ms", quantile(millis, 1));
    row.put("sent", sent.size());
    row.put("received", taken.size());
    row.put("lost", missing(sent, told));
    row.put("twice", twice(told));
    row.put("kept", kept.size());
    row.put("kept lost", missing(sent, kept));
    row.put("kept twice", twice(kept));
    figures.print(System.out);
  }

  private static double quantile(double[] sorted, double quantile) {
    return sorted[(int) ((sorted.length - 1) * quantile)];
  }

  static long missing(Map<Integer, Integer> sent, Map<Integer, Integer> arrived) {
    return sent.keySet().stream().filter(number -> !arrived.containsKey(number)).count();
  }

  static long twice(Map<Integer, Integer> arrived) {
    return arrived.values().stream().filter(times -> times > 1).count();
  }
}
