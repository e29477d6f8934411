// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** A home of wubot for a test: its rules, its queues, what arrived where. */
final class ReactorHome {

  /** For anything that another thread or process does; the machine may be busy. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path home;

  ReactorHome(Path home) {
    this.home = home;
  }

  Path path() {
    return home;
  }

  void rules(String yaml) {
    try {
      Files.createDirectories(home.resolve("config"));
      Path next = home.resolve("config/.next");
      Files.writeString(next, yaml);
      Files.move(
          next, home.resolve("config/reactor.yaml"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Queues queues() {
    QueueSettings settings = QueueSettings.DEFAULT.withFloorBytes(0);
    return new ChronicleQueues("joe", Clock.systemUTC(), settings);
  }

  Reactor start(Queues queues) {
    return Reactor.start(Reactor.Setup.of(home, "joe", Clock.systemUTC(), queues));
  }

  /** Puts messages with n = from … to on the main queue. */
  void feed(Queues queues, int from, int to) {
    List<wubot.queue.Entry> entries = new ArrayList<>();
    for (int n = from; n <= to; n++) {
      entries.add(
          wubot.queue.Entry.of(
              Message.of("key", "Test-" + n % 7).with("n", n).with("lastupdate", n)));
    }
    queues.appender(home.resolve("reactor")).append(entries);
  }

  /** Puts a message on the main queue. */
  void append(Queues queues, Message message) {
    queues.appender(home.resolve("reactor")).append(List.of(wubot.queue.Entry.of(message)));
  }

  /** Everything that is in a queue now. */
  List<Message> content(Queues queues, String queue) {
    List<Message> messages = new ArrayList<>();
    if (queues.view(home.resolve(queue)).incarnation() == 0) {
      return messages;
    }
    try (Cursor cursor = queues.view(home.resolve(queue)).cursor("test-" + System.nanoTime())) {
      List<QueueRecord> batch = cursor.read(1000, Duration.ZERO);
      while (!batch.isEmpty()) {
        batch.forEach(record -> messages.add(record.message()));
        batch = cursor.read(1000, Duration.ZERO);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return messages;
  }

  List<Long> numbers(Queues queues, String queue) {
    return content(queues, queue).stream()
        .map(message -> (long) message.number("n").orElse(-1))
        .toList();
  }

  /** How many messages the reactor has not done yet. */
  long depth(Queues queues) {
    try (Cursor cursor = queues.view(home.resolve("reactor")).cursor("reactor")) {
      return cursor.depth();
    }
  }

  static void await(String what, BooleanSupplier condition) {
    await(what, Duration.ofMillis(10), condition);
  }

  /** As {@link #await(String, BooleanSupplier)}, for conditions that cost more to look at. */
  static void await(String what, Duration between, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("waited for " + PATIENCE.toSeconds() + " s: " + what);
      }
      try {
        Thread.sleep(between.toMillis()); // between two looks
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
