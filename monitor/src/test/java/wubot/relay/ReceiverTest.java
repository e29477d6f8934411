// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.Patience;
import wubot.queue.QueueAppender;
import wubot.queue.QueueFullException;
import wubot.queue.QueueRecord;
import wubot.xmpp.AllowList;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppFailure.Kind;

/** What a receiver takes, passes over, refuses and sets aside. */
class ReceiverTest {

  private static final String JOE = "joe@wubot.test/wubot";

  @TempDir Path directory;
  private final List<Message> told = new ArrayList<>();
  private final AtomicBoolean full = new AtomicBoolean();
  private ScheduledExecutorService reports;
  private Node ann;
  private ReceiverCounts counts;
  private Receiver receiver;

  @BeforeEach
  void start() {
    reports = Executors.newSingleThreadScheduledExecutor();
    ann = new Node("ann", directory);
    restart();
  }

  private void restart() {
    counts = new ReceiverCounts();
    Reports said = new Reports("XMPP-test", reports, told::add);
    receiver =
        new Receiver(
            new AllowList(List.of("joe@wubot.test", "*@other.test")),
            new Intake(this::main, () -> ann.queues().appender(loops()), "ann", counts),
            counts,
            "ann",
            BatchReader.Bounds.USUAL,
            new Episode(said, Duration.ZERO),
            said,
            peer -> {});
    receiver.start();
  }

  private QueueAppender main() {
    if (full.get()) {
      throw new QueueFullException("the disk is full");
    }
    return ann.queues().appender(ann.main());
  }

  private Path loops() {
    return directory.resolve("queue").resolve("loops");
  }

  @AfterEach
  void stop() {
    receiver.close();
    ann.close();
    reports.shutdownNow();
  }

  private FakeRequest send(String from, Payload payload) {
    FakeRequest request = new FakeRequest(from, payload);
    receiver.receive(request);
    return request;
  }

  private FakeRequest send(Payload payload) {
    return send(JOE, payload);
  }

  private static List<Integer> range(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void theAnswerIsTheWatermarkAfterTheAppend() throws Exception {
    assertEquals(0, send(Batches.hello("k1")).at());
    assertEquals(10, send(Batches.batch("k1", 0, 1, 10)).at());
    assertEquals(range(1, 10), ann.numbers());
    assertEquals(10, send(Batches.hello("k1")).at());
    QueueRecord record = ann.records(ann.main()).get(3);
    assertEquals("joe@wubot.test#k1", record.received().orElseThrow().link());
    assertEquals(4, record.received().orElseThrow().sequence());
    assertTrue(record.message().isTrue("noforward"));
  }

  @Test
  void repeatsAndOverlapsArePassedOver() throws Exception {
    send(Batches.batch("k1", 0, 1, 10));
    assertEquals(10, send(Batches.batch("k1", 0, 1, 10)).at());
    assertEquals(15, send(Batches.batch("k1", 5, 6, 15)).at());
    assertEquals(15, send(Batches.batch("k1", 0, 3, 4)).at());
    assertEquals(range(1, 15), ann.numbers());
    assertEquals(17, counts.repeats.get());
  }

  @Test
  void aBatchBeyondAGapIsNotTaken() throws Exception {
    send(Batches.batch("k1", 0, 1, 5));
    FakeRequest early = send(Batches.batch("k1", 10, 11, 15));
    assertEquals(5, early.at());
    assertEquals("1", early.answered().get().get("gap"));
    assertEquals(10, send(Batches.batch("k1", 5, 6, 10)).at());
    assertEquals(15, send(Batches.batch("k1", 10, 11, 15)).at());
    assertEquals(range(1, 15), ann.numbers());
  }

  @Test
  void numbersMayBeLeftOut() throws Exception {
    List<BatchWriter.Coded> some =
        List.of(
            Batches.coded(3, Batches.message(3, List.of("joe"))),
            Batches.coded(900, Batches.message(900, List.of("joe"))));
    assertEquals(900, send(Batches.batch("k1", 0, some)).at());
    assertEquals(901, send(Batches.batch("k1", 900, 901, 901)).at());
    assertEquals(List.of(3, 900, 901), ann.numbers());
  }

  @Test
  void theWatermarkSurvivesARestart() throws Exception {
    send(Batches.batch("k1", 0, 1, 10)).at();
    receiver.close();
    ann.close();
    ann = new Node("ann", directory);
    restart();
    assertEquals(10, send(Batches.batch("k1", 0, 1, 10)).at());
    assertEquals(range(1, 10), ann.numbers());
  }

  @Test
  void eachAccountHasLinksOfItsOwn() throws Exception {
    assertEquals(3, send(Batches.batch("k1", 0, 1, 3)).at());
    assertEquals(0, send("tim@other.test/x", Batches.hello("k1")).at());
    assertEquals(2, send("tim@other.test/x", Batches.batch("k1", 0, 1, 2)).at());
    assertEquals(List.of(1, 2, 3, 1, 2), ann.numbers());
  }

  @Test
  void strangersLookLikeNobodyIsHere() throws Exception {
    for (String stranger :
        List.of("eve@wubot.test/x", "joe@wubot.test.evil.test/x", "joe@evil.test/wubot")) {
      assertEquals(Optional.of(Kind.AWAY), send(stranger, Batches.batch("k1", 0, 1, 3)).refusal());
    }
    assertEquals(3, counts.strangers.get());
    assertEquals(List.of(), ann.numbers());
  }

  @Test
  void batchesThatDoNotAddUpAreRefused() throws Exception {
    String[] changes = {
      "n=5",
      "n=0",
      "n=-1",
      "n=99999999",
      "n=x",
      "raw=1",
      "raw=0",
      "raw=999999999",
      "raw=16000000",
      "crc=1",
      "after=-1",
      "after=9223372036854775807",
      "link=",
      "link=../etc",
      "link=A b",
      "do=nothing",
      "do=",
    };
    for (String change : changes) {
      String[] parts = change.split("=", 2);
      Payload batch = Batches.with(Batches.batch("k1", 0, 1, 3), Map.of(parts[0], parts[1]));
      assertEquals(Optional.of(Kind.MALFORMED), send(batch).refusal(), change);
    }
    assertEquals(List.of(), ann.numbers());
    assertEquals(changes.length, counts.malformed.get());
    assertEquals(3, send(Batches.batch("k1", 0, 1, 3)).at());
  }

  @Test
  void damageInTheTextIsNoticed() throws Exception {
    Payload good = Batches.batch("k1", 0, 1, 50);
    int refused = 0;
    for (int i = 0; i < good.text().length(); i += 7) {
      char[] text = good.text().toCharArray();
      text[i] = text[i] == 'A' ? 'B' : 'A';
      if (Arrays.equals(text, good.text().toCharArray())) {
        continue;
      }
      FakeRequest request = send(new Payload(good.attributes(), new String(text)));
      if (request.refusal().isPresent()) {
        refused++;
      }
    }
    assertTrue(refused > 10);
    // A change in the unused bits at the very end may go unnoticed, but never changes a message.
    assertTrue(ann.numbers().isEmpty() || ann.numbers().equals(range(1, 50)));
  }

  @Test
  void aCompressionBombCostsNoMoreThanTheBound() throws Exception {
    byte[] zeros = new byte[900_000_00];
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(zeros);
    deflater.finish();
    byte[] out = new byte[200_000];
    int size = deflater.deflate(out);
    deflater.end();
    String bomb = Base64.getEncoder().encodeToString(Arrays.copyOf(out, size));
    Map<String, String> claims =
        Map.of("do", "batch", "link", "k1", "after", "0", "n", "1", "crc", "1");
    for (String raw : List.of("100", "16000000", "90000000", "2147483648")) {
      Payload payload = Batches.with(new Payload(claims, bomb), Map.of("raw", raw));
      assertEquals(Optional.of(Kind.MALFORMED), send(payload).refusal());
    }
    String huge = "A".repeat(BatchReader.Bounds.USUAL.text() + 4);
    assertEquals(Optional.of(Kind.TOO_MUCH), send(new Payload(claims, huge)).refusal());
    assertEquals(3, send(Batches.batch("k1", 0, 1, 3)).at());
  }

  @Test
  void whatComesRoundAgainIsSetAsideAndToldOnce() throws Exception {
    List<BatchWriter.Coded> messages =
        List.of(
            Batches.coded(1, Batches.message(1, List.of("joe"))),
            Batches.coded(2, Batches.message(2, List.of("ann", "joe"))),
            Batches.coded(3, Batches.message(3, List.of("ann", "joe"))));
    assertEquals(3, send(Batches.batch("k1", 0, messages)).at());
    assertEquals(3, send(Batches.batch("k1", 0, messages)).at());
    assertEquals(4, send(Batches.batch("k1", 3, 4, 4)).at());

    assertEquals(List.of(1, 4), ann.numbers());
    assertEquals(2, counts.loops.get());
    assertEquals(2, ann.records(loops()).size());
    Patience.until("a report", () -> !told.isEmpty());
    assertEquals(1, told.size());
    String subject = told.get(0).text("subject");
    assertTrue(subject.startsWith("XMPP-test: messages come round again, 2 so far: "), subject);
    assertTrue(told.get(0).isTrue("noforward"));
  }

  @Test
  void whatCameRoundAndIsSentAgainAfterARestartIsNotCountedAgain() throws Exception {
    List<BatchWriter.Coded> looping =
        List.of(
            Batches.coded(1, Batches.message(1, List.of("ann", "joe"))),
            Batches.coded(2, Batches.message(2, List.of("ann", "joe"))));
    assertEquals(2, send(Batches.batch("k1", 0, looping)).at());
    receiver.close();
    ann.close();
    ann = new Node("ann", directory);
    restart();
    // The main queue knows nothing of them, so the watermark is lower and the sender repeats.
    assertEquals(0, send(Batches.hello("k1")).at());
    assertEquals(2, send(Batches.batch("k1", 0, looping)).at());

    assertEquals(List.of(1, 2), ann.loopingNumbers());
    assertEquals(0, counts.loops.get());
    assertEquals(2, counts.repeats.get());
    assertEquals(List.of(), ann.numbers());
  }

  @Test
  void aFullDiskMeansNotYet() throws Exception {
    full.set(true);
    assertEquals(Optional.of(Kind.BUSY), send(Batches.batch("k1", 0, 1, 3)).refusal());
    assertEquals(Optional.of(Kind.BUSY), send(Batches.hello("k1")).refusal());
    full.set(false);
    assertEquals(3, send(Batches.batch("k1", 0, 1, 3)).at());
    assertEquals(range(1, 3), ann.numbers());
    Patience.until("both reports", () -> told.size() == 2);
    assertEquals("CRITICAL", told.get(0).text("status"));
    assertEquals(
        "XMPP-test: what arrives cannot be stored: the disk is full; the senders keep it and try"
            + " again",
        told.get(0).text("subject"));
    assertEquals("OK", told.get(1).text("status"));
  }
}
