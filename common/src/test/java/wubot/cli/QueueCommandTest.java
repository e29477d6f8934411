// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** What a person sees of queues. */
class QueueCommandTest {

  @TempDir Path home;
  private Queues queues;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void fill() {
    queues = new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
    for (int n = 1; n <= 5; n++) {
      queues
          .appender(home.resolve("reactor"))
          .append(Message.of("key", "Load-x").with("n", n).with("none", null));
    }
    queues.appender(home.resolve("queue/forward")).append(Message.of("n", 1));
    try (Cursor cursor = queues.view(home.resolve("reactor")).cursor("main")) {
      cursor.commit(3);
    }
  }

  @AfterEach
  void close() {
    queues.close();
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new QueueCommand());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--home";
    all[arguments.length + 1] = home.toString();
    return line.execute(all);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void lsShowsLiveAndStoppedQueuesAlike() {
    assertEquals(0, run("ls"), err::toString);
    String live = out.toString();
    String owner = "process " + ProcessHandle.current().pid() + " ";
    assertTrue(live.matches("(?s).*\nreactor +1\\.\\.5 +[0-9.]+ [kM]B +0 +" + owner + ".*"), live);
    assertTrue(live.matches("(?s).*\nqueue/forward +1\\.\\.1 .*"), live);
    assertTrue(live.matches("(?s).*\nreactor +main +3 +2 +\\d+s\n.*"), live);
    queues.close();
    out.getBuffer().setLength(0);
    assertEquals(0, run("ls", "--json"));
    assertEquals(2, lines().size());
    assertTrue(lines().get(1).contains("\"last\":5"), lines().get(1));
    assertTrue(
        lines().get(1).contains("{\"name\":\"main\",\"committed\":3,\"depth\":2,\"oldest\":"),
        lines().get(1));
  }

  @Test
  void catBeginsWhereItIsTold() {
    assertEquals(0, run("cat", "reactor"), err::toString);
    assertEquals(5, lines().size());
    assertTrue(
        lines().get(0).matches("1  20\\S+ \\S+  joe/\\w+/1  Load-x  n=1 none="), lines().get(0));
    out.getBuffer().setLength(0);
    assertEquals(0, run("cat", "reactor", "--cursor", "main", "--json"));
    assertEquals(2, lines().size());
    assertTrue(
        lines().get(0).endsWith("\"fields\":{\"key\":\"Load-x\",\"n\":4,\"none\":null}}"),
        lines().get(0));
    out.getBuffer().setLength(0);
    assertEquals(0, run("cat", "forward", "--from", "1", "--limit", "1"));
    assertEquals(1, lines().size());
  }

  @Test
  void followWaitsForMore() throws InterruptedException {
    Thread writer =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                queues.appender(home.resolve("reactor")).append(Message.of("n", 6));
              }
            });
    writer.start();
    assertEquals(0, run("cat", "reactor", "--follow", "--limit", "3"));
    writer.interrupt();
    writer.join();
    assertEquals(3, lines().size());
    assertTrue(lines().stream().allMatch(line -> line.endsWith("n=6")), lines()::toString);
  }

  @Test
  void aMissingQueueIsNamedWithThoseThatExist() {
    assertEquals(3, run("cat", "reaktor"));
    assertTrue(err.toString().contains("there are queue/forward, reactor"), err.toString());
    err.getBuffer().setLength(0);
    assertEquals(3, run("cat", "reactor", "--cursor", "mian"));
    assertTrue(err.toString().contains("has no cursor 'mian'; it has main"), err.toString());
  }

  @Test
  void verifySaysWhatIsDamaged() throws IOException {
    assertEquals(0, run("verify", "reactor"), out::toString);
    assertTrue(out.toString().contains("5 records"), out.toString());
    queues.close();
    assertEquals(0, run("verify", "reactor"), out::toString);
    Path file;
    try (Stream<Path> files = Files.walk(home.resolve("reactor/records"))) {
      file = files.filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] all = new byte[(int) bytes.length()];
      bytes.readFully(all);
      String text = new String(all, java.nio.charset.StandardCharsets.ISO_8859_1);
      bytes.seek(text.indexOf("Load-x", text.indexOf("Load-x") + 1));
      bytes.write('x');
    }
    out.getBuffer().setLength(0);
    assertEquals(1, run("verify", "reactor"));
    assertTrue(out.toString().contains("intact record; record 2 is lost"), out.toString());
    assertTrue(out.toString().contains("reactor: 4 records, "), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("cat", "reactor"));
    assertEquals(4, lines().size());
  }

  @Test
  void jsonHoldsAllOfAMessageOnOneLine() {
    Message message =
        Message.of("key", "Load-x")
            .with("lastupdate", "1700000000")
            .with("deep", Map.of("a", List.of(1, true)));
    queues
        .appender(home.resolve("got"))
        .append(
            List.of(
                Entry.received(
                    message.withIdentity(Identity.parse("joe/k3/42")).withHops(List.of("hub")),
                    new LinkStamp("joe#1", 7))));
    assertEquals(0, run("cat", "got", "--json"), err::toString);
    String line = lines().get(0).replaceFirst("\"appended\":\"[^\"]+\",", "");
    assertEquals(
        "{\"id\":\"joe/k3/42\",\"sequence\":1,\"lastupdate\":1700000000,\"hops\":[\"hub\"],"
            + "\"received\":{\"link\":\"joe#1\",\"sequence\":7},\"fields\":{\"key\":\"Load-x\","
            + "\"lastupdate\":\"1700000000\",\"deep\":{\"a\":[1,true]}}}",
        line);
  }

  @Test
  void nothingInAMessageReachesTheTerminalRaw() {
    String evil = "a\u001b[31m\u009b2J\u202e\u0007\r\nb\u007f";
    queues
        .appender(home.resolve("evil"))
        .append(Message.of("key", evil).with("subject", evil).with("ü" + evil, "ö" + evil));
    queues.appender(home.resolve("evil")).append(Message.of("ü" + evil, "ö" + evil));
    assertEquals(0, run("cat", "evil"));
    assertEquals(0, run("cat", "evil", "--json"));
    assertEquals(4, lines().size());
    for (String line : lines()) {
      assertTrue(line.codePoints().allMatch(Printable::isHarmless), line);
    }
    assertTrue(
        lines().get(0).contains("a\\u001b[31m\\u009b2J\\u202e\\u0007\\r\\nb\\u007f"),
        lines().get(0));
    assertTrue(lines().get(3).contains("ü"), lines().get(3));
  }

  @Test
  void nothingIsWrittenIntoAQueueThatIsLookedAt() throws IOException {
    queues.close();
    Map<Path, Object> before = files();
    run("ls");
    run("cat", "reactor", "--last", "2");
    assertEquals(0, run("verify", "reactor", "queue/forward"));
    assertEquals(before, files());
    assertTrue(out.toString().contains("queue/forward: 1 record, "), out.toString());
  }

  private Map<Path, Object> files() throws IOException {
    Map<Path, Object> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(home)) {
      for (Path path : paths.toList()) {
        files.put(path, Files.getLastModifiedTime(path) + " " + Files.size(path));
      }
    }
    return files;
  }

  @Test
  void aRangeIsChosen() {
    assertEquals(0, run("cat", "reactor", "--last", "2", "--limit", "1"));
    assertTrue(out.toString().startsWith("4  "), out.toString());
    assertEquals(2, run("cat", "reactor", "--last", "2", "--from", "1"));
    assertEquals(2, run("cat", "reactor", "--limit", "0"));
    assertEquals(2, run("cat", "reactor", "--from", "x"));
  }

  @Test
  void verifyAndCatReadWhileAWriterAppends() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              while (!stop.get()) {
                queues.appender(home.resolve("reactor")).append(Message.of("n", 6));
              }
            });
    writer.start();
    try {
      for (int round = 0; round < 20; round++) {
        assertEquals(0, run("verify", "reactor"), out::toString);
        assertEquals(0, run("cat", "reactor", "--from", "1", "--json"), err::toString);
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }
}
