// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import wubot.disk.SteadyFile;
import wubot.message.Message;

/**
 * Measures durable appends and, by reading everything again, what was lost and what is there twice.
 *
 * <p>Arguments: seconds a round, and the directory in which the queues are made and removed.
 */
public final class QueueBench {

  private record Round(
      int producers,
      int batch,
      double perSecond,
      double p50Micros,
      double p99Micros,
      double maxMicros,
      long lost,
      long twice) {}

  private QueueBench() {}

  /** Runs all rounds and prints a table and JSON. */
  public static void main(String[] arguments) throws Exception {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 5;
    Path parent = Path.of(arguments.length > 1 ? arguments[1] : ".");
    int[][] rounds = {{1, 1}, {64, 1}, {64, 16}, {64, 100}, {1, 100}, {1, 1000}};
    System.out.println(
        "producers  batch   messages/s      p50 us     p99 us    max us   lost  twice   read/s");
    System.out.printf(
        Locale.ROOT, "   (bare file) %34.1f us to write and force 400 bytes%n", bareMicros(parent));
    StringBuilder json = new StringBuilder();
    for (int[] kind : rounds) {
      Round round = round(parent, kind[0], kind[1], seconds);
      json.append(json.isEmpty() ? "[" : ",").append(json(round));
    }
    System.out.println(json.append(']'));
  }

  private static String json(Round round) {
    return String.format(
        Locale.ROOT,
        "{\"producers\":%d,\"batch\":%d,\"messages_per_second\":%.0f,\"p50_us\":%.1f,"
            + "\"p99_us\":%.1f,\"lost\":%d,\"twice\":%d}",
        round.producers,
        round.batch,
        round.perSecond,
        round.p50Micros,
        round.p99Micros,
        round.lost,
        round.twice);
  }

  /** What the disk costs here and now: 400 bytes written over zeros and forced, the median. */
  private static double bareMicros(Path parent) throws IOException {
    Path path = Files.createTempFile(parent, "bare", "");
    try (SteadyFile file = SteadyFile.writing(path)) {
      file.write(ByteBuffer.allocate(1 << 20), 0);
      file.force();
      long[] nanos = new long[500];
      for (int i = 0; i < nanos.length; i++) {
        long from = System.nanoTime();
        file.write(ByteBuffer.allocate(400), 400L * i);
        file.force();
        nanos[i] = System.nanoTime() - from;
      }
      Arrays.sort(nanos);
      return micros(nanos, 0.5);
    } finally {
      Files.delete(path);
    }
  }

  private static double micros(long[] sorted, double quantile) {
    return sorted[(int) ((sorted.length - 1) * quantile)] / 1e3;
  }

  private static Message message(int producer, long n) {
    return Message.of("key", "DiskSpace-root")
        .with("plugin", "DiskSpace")
        .with("hostname", "joe")
        .with("lastupdate", 1_790_000_000L + n)
        .with("subject", "/ is 42 % full, 113 GB free")
        .with("status", "OK")
        .with("percent", 42.25)
        .with("size", 252_000_000_000L)
        .with("free", 113_000_000_000L)
        .with("mount", "/")
        .with("device", "/dev/vda")
        .with("config.delay", "1m")
        .with("config.warning", "80 %")
        .with("text", "used 139 GB of 252 GB, inodes 3 %, read-write, ext4, noatime")
        .with("producer", (long) producer)
        .with("n", n);
  }

  private static Round round(Path parent, int producers, int batch, double seconds)
      throws Exception {
    Path directory = Files.createTempDirectory(parent, "queue-bench");
    try (ChronicleQueues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT)) {
      QueueAppender appender = queues.appender(directory);
      long end = System.nanoTime() + (long) (seconds * 1e9);
      AtomicLong acknowledged = new AtomicLong();
      List<long[]> times = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      long started = System.nanoTime();
      for (int p = 0; p < producers; p++) {
        int producer = p;
        Thread thread =
            new Thread(
                () -> {
                  long[] nanos = new long[1 << 12];
                  int calls = 0;
                  long n = 0;
                  while (System.nanoTime() < end) {
                    List<Entry> entries = new ArrayList<>(batch);
                    for (int i = 0; i < batch; i++) {
                      entries.add(Entry.of(message(producer, n++)));
                    }
                    long from = System.nanoTime();
                    appender.append(entries);
                    if (calls == nanos.length) {
                      nanos = Arrays.copyOf(nanos, calls * 2);
                    }
                    nanos[calls++] = System.nanoTime() - from;
                  }
                  acknowledged.addAndGet(n);
                  synchronized (times) {
                    times.add(Arrays.copyOf(nanos, calls));
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double took = (System.nanoTime() - started) / 1e9;
      long[] nanos = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return reread(queues, directory, producers, batch, acknowledged.get(), took, nanos);
    } finally {
      remove(directory);
    }
  }

  private static Round reread(
      Queues queues, Path directory, int producers, int batch, long sent, double took, long[] nanos)
      throws InterruptedException {
    long[] next = new long[producers];
    long twice = 0;
    long found = 0;
    long started = System.nanoTime();
    try (Cursor cursor = queues.view(directory).cursor("bench")) {
      while (true) {
        List<QueueRecord> records = cursor.read(1000, Duration.ZERO);
        if (records.isEmpty()) {
          break;
        }
        for (QueueRecord record : records) {
          int producer = (int) record.message().number("producer").orElseThrow();
          long n = (long) record.message().number("n").orElseThrow();
          if (n < next[producer]) {
            twice++;
          } else {
            next[producer] = n + 1;
            found++;
          }
        }
      }
    }
    double read = (System.nanoTime() - started) / 1e9;
    Round round =
        new Round(
            producers,
            batch,
            sent / took,
            micros(nanos, 0.5),
            micros(nanos, 0.99),
            micros(nanos, 1),
            sent - found,
            twice);
    System.out.printf(
        Locale.ROOT,
        "%9d %6d %12.0f %11.1f %10.1f %9.0f %6d %6d %8.0f%n",
        producers,
        batch,
        round.perSecond,
        round.p50Micros,
        round.p99Micros,
        round.maxMicros,
        round.lost,
        twice,
        (found + twice) / read);
    return round;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
