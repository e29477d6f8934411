// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.cli.QueueCommand;
import wubot.control.Replay;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueRecord;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** {@code wubot queue replay} and {@code export} beside a monitor that runs. */
class QueueReplayTest {

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private Optional<Queues> open = Optional.empty();
  private Optional<Monitor> monitor = Optional.empty();

  @AfterEach
  void close() {
    monitor.ifPresent(Monitor::close);
    open.ifPresent(Queues::close);
  }

  private Queues queues() {
    Queues made =
        new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
    open = Optional.of(made);
    return made;
  }

  private void startMonitor() throws IOException {
    Monitor made =
        new Monitor(
            home, "joe", Clock.systemUTC(), new Random(3), PluginTypes.installed(), queues());
    made.start();
    monitor = Optional.of(made);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString()));
    return new CommandLine(new QueueCommand())
        .setOut(writer)
        .setErr(writer)
        .execute(all.toArray(String[]::new));
  }

  private List<QueueRecord> records(Queues queues, Path queue) throws InterruptedException {
    try (Cursor cursor = queues.view(queue).cursor("test-" + System.nanoTime())) {
      return cursor.read(10_000, Duration.ZERO);
    }
  }

  @Test
  void chosenMessagesAreAppendedAgainByTheDaemonThatOwnsTheQueue() throws Exception {
    Path main = Monitor.mainQueue(home);
    startMonitor();
    Queues queues = open.orElseThrow();
    for (int n = 1; n <= 5000; n++) {
      queues.appender(main).append(Message.of("key", "Load-" + n % 2).with("n", n));
    }
    assertEquals(0, run("replay", "reactor", "--from", "2", "--to", "4"), out::toString);
    assertEquals("replayed 3 messages\n", out.toString());
    assertEquals(0, run("replay", "reactor", "--where", "key = 'Load-1' AND n > 4990"));
    assertEquals("replayed 5 messages\n", out.toString());
    List<QueueRecord> all = records(queues, main);
    List<QueueRecord> again = all.subList(5000, all.size());
    assertEquals(
        List.of(2L, 3L, 4L, 4991L, 4993L, 4995L, 4997L, 4999L),
        again.stream().map(r -> (long) r.message().number("n").orElseThrow()).toList());
    assertEquals(
        all.get(1).message().identity(), again.get(0).message().identity(), "the same message");
    assertTrue(again.stream().allMatch(r -> r.message().has(Replay.FIELD)));
    assertEquals(0, run("replay", "reactor", "--to", "5000", "--where", "n > 0"));
    assertEquals("replayed 5000 messages\n", out.toString());
    assertEquals(10_008, queues.view(main).lastSequence());
    assertEquals(2, run("replay", "reactor"), "all must be said");
  }

  @Test
  void whatCameFromElsewhereStaysToldApartAndGoesWhereItIsTold() throws Exception {
    Path loops = home.resolve("queue/loops");
    Path main = Monitor.mainQueue(home);
    startMonitor();
    Queues queues = open.orElseThrow();
    queues
        .appender(loops)
        .append(
            List.of(
                Entry.received(
                    Message.of("n", 1).withHops(List.of("box")), new LinkStamp("a@b#c", 7))));
    for (int round = 1; round <= 2; round++) {
      assertEquals(0, run("replay", "loops", "--all", "--into", "reactor"), out::toString);
      List<QueueRecord> all = records(queues, main);
      assertEquals(round, all.size());
      QueueRecord last = all.get(round - 1);
      assertEquals(Optional.of(new LinkStamp("replay", round)), last.received());
      assertEquals(List.of("box"), last.message().hops());
    }
    assertEquals(3, run("replay", "reactor", "--all", "--into", "loops"), out::toString);
    assertTrue(out.toString().contains("wubot reactor does not run"), out.toString());
  }

  @Test
  void whatTheReaderOfADeadHostHadLeftGoesOnHere(@TempDir Path disk) throws Exception {
    Path left = disk.resolve("reactor");
    try (Queues dead =
        new ChronicleQueues("box", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0))) {
      for (int n = 1; n <= 5; n++) {
        dead.appender(left).append(Message.of("key", "Load-load").with("n", n));
      }
      try (Cursor cursor = dead.view(left).cursor("reactor")) {
        cursor.commit(2);
      }
    }
    startMonitor();
    List<String> words = List.of("replay", left.toString(), "--into", "reactor", "--cursor");
    assertEquals(3, run(with(words, "nobody")), out::toString);
    assertTrue(out.toString().contains("has no cursor 'nobody'; it has reactor"), out.toString());
    assertEquals(0, run(with(words, "reactor")), out::toString);
    assertEquals("replayed 3 messages\n", out.toString());
    List<QueueRecord> here = records(open.orElseThrow(), Monitor.mainQueue(home));
    assertEquals(
        List.of(3L, 4L, 5L),
        here.stream().map(r -> (long) r.message().number("n").orElseThrow()).toList());
    assertEquals("box", here.get(0).message().identity().orElseThrow().origin());
    assertEquals(3, run("replay", "reactor", "--all", "--into", left.toString()));
    assertTrue(out.toString().contains("it alone may write there"), out.toString());
  }

  private static String[] with(List<String> words, String last) {
    List<String> all = new ArrayList<>(words);
    all.add(last);
    return all.toArray(String[]::new);
  }

  @Test
  void withoutItsDaemonNothingIsWrittenAndExportStillReads() throws Exception {
    try (Queues queues = queues()) {
      queues.appender(Monitor.mainQueue(home)).append(Message.of("key", "a\u001b").with("n", 1));
      queues.appender(Monitor.mainQueue(home)).append(Message.of("key", "b").with("n", 2));
    }
    assertEquals(3, run("replay", "reactor", "--all"));
    assertTrue(out.toString().contains("wubot monitor does not run in " + home), out.toString());
    assertEquals(2, run("replay", "reactor", "--where", "n >"), out::toString);

    Path file = home.resolve("out.jsonl");
    assertEquals(0, run("export", "reactor", file.toString(), "--where", "n = 1"), out::toString);
    assertEquals("wrote 1 message to " + file + "\n", out.toString());
    List<String> lines = Files.readAllLines(file);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("\"fields\":{\"key\":\"a\\u001B\",\"n\":1}"), lines.get(0));
    assertEquals(3, run("export", "reactor", file.toString()), "it is not written over unasked");
    assertEquals(0, run("export", "reactor", file.toString(), "--force"));
    assertEquals(2, Files.readAllLines(file).size());
  }
}
