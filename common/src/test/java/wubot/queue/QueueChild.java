// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wubot.message.Message;

/** What tests let another process do: own a queue, append to it without end, or read from it. */
public final class QueueChild {

  private QueueChild() {}

  /** Does what the first argument says to the queue that the second names. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    QueueSettings settings =
        QueueSettings.DEFAULT.withFloorBytes(0).withFileBytes(300 << 10).withBlockBytes(64 << 10);
    Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), settings);
    switch (arguments[0]) {
      case "own" -> {
        queues.appender(directory);
        say("owned 1");
        Thread.sleep(Long.MAX_VALUE);
      }
      case "append" -> {
        QueueAppender appender = queues.appender(directory);
        for (int producer = 0; producer < Integer.parseInt(arguments[2]); producer++) {
          int number = producer;
          new Thread(() -> appendForEver(appender, number, Integer.parseInt(arguments[3]))).start();
        }
      }
      case "echo" -> echo(queues, directory, arguments[2]);
      case "at-the-end" ->
          Runtime.getRuntime().addShutdownHook(new Thread(() -> last(queues, directory)));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void appendForEver(QueueAppender appender, int producer, int batch) {
    String link = "producer" + producer;
    long n = appender.watermark(link).orElse(0);
    while (true) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        n++;
        Message message = Message.of("producer", producer).with("n", n);
        message.put("text", "x".repeat((int) (n % 700)));
        entries.add(Entry.received(message, new LinkStamp(link, n)));
      }
      appender.append(entries);
      say("acked " + producer + " " + n);
    }
  }

  /** What a daemon does that is told to stop as soon as it has started. */
  private static void last(Queues queues, Path directory) {
    queues.appender(directory).append(List.of(Entry.of(Message.of("key", "Last"))));
    say("appended " + StoredQueue.at(directory).orElseThrow().lastSequence());
  }

  /** Reads with a cursor, commits, and says what it has read. */
  private static void echo(Queues queues, Path directory, String name) throws Exception {
    try (Cursor cursor = queues.view(directory).cursor(name)) {
      say("ready 1");
      while (true) {
        for (QueueRecord record : cursor.read(100, Duration.ofMinutes(1))) {
          cursor.commit(record.sequence());
          say("read " + record.sequence() + " " + record.message().text("n"));
        }
      }
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
