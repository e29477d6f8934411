// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;
import wubot.monitor.Patience;
import wubot.xmpp.Address;
import wubot.xmpp.AllowList;
import wubot.xmpp.Password;
import wubot.xmpp.Payload;
import wubot.xmpp.Request;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppFailure;
import wubot.xmpp.XmppSettings;

/**
 * A forwarder and a receiver with a line between them that loses, delays, repeats and reorders, and
 * a receiver that forgets everything but its queue now and then.
 */
@Timeout(120)
class LossyLineTest {

  private static final Address ANN = Address.parse("ann@wubot.test/wubot");
  private static final Address JOE = Address.parse("joe@wubot.test/wubot");

  /** What the line does to a request. */
  private enum Fate {
    ARRIVES,
    IS_LOST,
    ANSWER_IS_LOST,
    IS_REPEATED,
    COMES_LATE,
    BOUNCES_BUSY,
    BOUNCES_AWAY,
    BOUNCES_TOO_MUCH,
    VANISHES
  }

  @TempDir Path directory;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<Message> told = new CopyOnWriteArrayList<>();
  private final List<Payload> seen = new CopyOnWriteArrayList<>();
  private final List<BatchWriter.Coded> setAside = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile Receiver receiver;

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    clock.shutdownNow();
  }

  private Node node(String host) {
    Node node = new Node(host, directory.resolve(host));
    open.add(node);
    return node;
  }

  private Reports reports() {
    return new Reports("XMPP-test", clock, told::add);
  }

  private Receiver receive(Node ann, String host) {
    ReceiverCounts counts = new ReceiverCounts();
    Receiver made =
        new Receiver(
            new AllowList(List.of("joe@wubot.test")),
            new Intake(
                () -> ann.queues().appender(ann.main()),
                () -> ann.queues().appender(directory.resolve("loops")),
                host,
                counts),
            counts,
            host,
            BatchReader.Bounds.USUAL,
            new Episode(reports(), Duration.ZERO),
            reports(),
            peer -> {});
    made.start();
    open.add(made);
    return made;
  }

  private Forwarder forward(Node joe, Line line, int batchSize, int messageLimit) {
    RelayConfig config =
        new RelayConfig(
            new XmppSettings(JOE, new Password("x"), "localhost", 5222, new Tls.Public()),
            java.util.Optional.of(joe.forward()),
            List.of(ANN),
            List.of(),
            batchSize,
            messageLimit,
            "",
            Duration.ofMillis(10));
    Forwarder forwarder =
        new Forwarder(
            ANN,
            config,
            joe.queues(),
            line,
            "joe",
            Clock.systemUTC(),
            new Random(3),
            reports(),
            (message, why) -> setAside.add(message));
    open.add(forwarder);
    forwarder.start();
    return forwarder;
  }

  /** A line on which each request meets the fate that is drawn for it. */
  private final class LossyLine implements Line {

    private final java.util.function.Function<Payload, Fate> fates;

    LossyLine(java.util.function.Function<Payload, Fate> fates) {
      this.fates = fates;
    }

    @Override
    public boolean online() {
      return true;
    }

    @Override
    public Address account() {
      return JOE;
    }

    @Override
    public CompletableFuture<Payload> request(Address to, Payload payload, Duration most) {
      CompletableFuture<Payload> answer = new CompletableFuture<>();
      seen.add(payload);
      Fate fate = fates.apply(payload);
      switch (fate) {
        case ARRIVES -> deliver(payload, answer);
        case IS_REPEATED -> {
          deliver(payload, answer);
          deliver(payload, new CompletableFuture<>());
        }
        case COMES_LATE -> later(4, () -> deliver(payload, answer));
        case VANISHES -> {} // and nobody says so
        case IS_LOST -> later(6, () -> fail(answer, XmppFailure.Kind.TIMEOUT));
        case ANSWER_IS_LOST -> {
          deliver(payload, new CompletableFuture<>());
          later(6, () -> fail(answer, XmppFailure.Kind.TIMEOUT));
        }
        case BOUNCES_BUSY -> fail(answer, XmppFailure.Kind.BUSY);
        case BOUNCES_AWAY -> fail(answer, XmppFailure.Kind.AWAY);
        case BOUNCES_TOO_MUCH -> fail(answer, XmppFailure.Kind.TOO_MUCH);
      }
      return answer;
    }

    private void later(int millis, Runnable what) {
      java.util.concurrent.Future<?> unused = clock.schedule(what, millis, TimeUnit.MILLISECONDS);
    }

    private void deliver(Payload payload, CompletableFuture<Payload> answer) {
      Request request = new FakeRequest(JOE, payload, answer);
      receiver.receive(request);
    }

    private void fail(CompletableFuture<Payload> answer, XmppFailure.Kind kind) {
      answer.completeExceptionally(new XmppFailure(kind, "so it was drawn"));
    }
  }

  private static void assertOnceInOrder(int count, Node ann) {
    assertEquals(IntStream.range(0, count).boxed().toList(), ann.numbers());
  }

  private void arrived(Node ann, int count) throws Exception {
    Patience.until("all", () -> ann.queues().view(ann.main()).lastSequence() >= count);
  }

  @Test
  void everythingArrivesOnceAndInOrderWhateverTheLineDoes() throws Exception {
    everythingArrivesOnceAndInOrder(0, 400);
  }

  @Test
  void aQueueThatIsMadeAfterTheForwarderHasStartedIsTheSameLinkFromTheFirstMessageOn()
      throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    int[] batches = {0};
    Line line =
        new LossyLine(
            request ->
                request.get("do").equals("batch") && batches[0]++ == 0
                    ? Fate.ANSWER_IS_LOST
                    : Fate.ARRIVES);
    Forwarder forwarder = forward(joe, line, 32_000, 200_000);
    Patience.until(
        "the forwarder to look for its queue",
        () -> !forwarder.status().state().equals("starting"));

    joe.append(joe.forward(), 0, 10);
    arrived(ann, 10);
    Patience.until(
        "all to be confirmed",
        () -> forwarder.status().state().equals("up to date") && forwarder.status().depth() == 0);

    assertOnceInOrder(10, ann);
    assertEquals(1, seen.stream().map(request -> request.get("link")).distinct().count());
  }

  @Test
  void whatVanishesWithThePeersConnectionIsSentAgainWhenThatHasEnded() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    int[] batches = {0};
    Forwarder forwarder =
        forward(
            joe,
            new LossyLine(
                request ->
                    request.get("do").equals("batch") && batches[0]++ == 0
                        ? Fate.VANISHES
                        : Fate.ARRIVES),
            32_000,
            200_000);
    joe.append(joe.forward(), 0, 10);
    Patience.until("the batch on its way", () -> forwarder.status().inFlight() > 0);

    forwarder.gone();

    arrived(ann, 10);
    assertOnceInOrder(10, ann);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everythingArrivesOnceAndInOrderWhateverTheLineDoesForLonger(long seed) throws Exception {
    everythingArrivesOnceAndInOrder(seed, 2000);
  }

  private void everythingArrivesOnceAndInOrder(long seed, int count) throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    Random random = new Random(seed);
    receiver = receive(ann, "ann");
    joe.append(joe.forward(), 0, count);
    int[] requests = {0};
    Line line =
        new LossyLine(
            payload -> {
              if (++requests[0] % 40 == 0) {
                receiver.close();
                receiver = receive(ann, "ann");
              }
              int drawn = random.nextInt(100);
              return drawn < 60
                  ? Fate.ARRIVES
                  : Fate.values()[1 + random.nextInt(Fate.values().length - 3)];
            });
    Forwarder forwarder = forward(joe, line, 3000, 200_000);

    arrived(ann, count);
    joe.append(joe.forward(), count, 100);
    arrived(ann, count + 100);

    assertOnceInOrder(count + 100, ann);
    Patience.until("the cursor to follow", () -> forwarder.status().depth() == 0);
    assertTrue(setAside.isEmpty());
  }

  @Test
  void aMessageThatIsTooLargeIsSetAsideAndTheOthersGo() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(40_000, 33, 126).forEach(c -> noise.append((char) c));
    joe.append(joe.forward(), 0, 10);
    joe.queues().appender(joe.forward()).append(Message.of("big", noise.toString()));
    joe.append(joe.forward(), 10, 10);
    forward(joe, new LossyLine(p -> Fate.ARRIVES), 4000, 20_000);

    arrived(ann, 20);

    assertOnceInOrder(20, ann);
    assertEquals(1, setAside.size());
    assertEquals(11, setAside.get(0).sequence());
  }

  @Test
  void whatAServerFindsTooLargeIsSentInSmallerPiecesAndSetAsideOnlyAlone() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(12_000, 33, 126).forEach(c -> noise.append((char) c));
    joe.append(joe.forward(), 0, 700);
    joe.queues().appender(joe.forward()).append(Message.of("big", noise.toString()));
    joe.append(joe.forward(), 700, 700);
    forward(
        joe,
        new LossyLine(p -> p.text().length() > 10_000 ? Fate.BOUNCES_TOO_MUCH : Fate.ARRIVES),
        32_000,
        200_000);

    arrived(ann, 1400);

    assertOnceInOrder(1400, ann);
    assertEquals(1, setAside.size());
  }

  @Test
  void whatThePeerItselfSentIsNotSentBack() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    var queue = joe.queues().appender(joe.forward());
    for (int i = 0; i < 30; i++) {
      boolean annSent = i % 3 == 1;
      Message message =
          Message.of("number", i)
              .withIdentity(new wubot.message.Identity("x", 1, i + 1))
              .withHops(annSent ? List.of("x", "ann") : List.of("x"));
      queue.append(
          List.of(
              wubot.queue.Entry.received(
                  message, new wubot.queue.LinkStamp(annSent ? "ann#1" : "x#1", i + 1))));
    }
    Forwarder forwarder = forward(joe, new LossyLine(p -> Fate.ARRIVES), 4000, 20_000);

    arrived(ann, 20);
    Patience.until("the cursor to pass all", () -> forwarder.status().depth() == 0);

    assertEquals(IntStream.range(0, 30).filter(i -> i % 3 != 1).boxed().toList(), ann.numbers());
    assertEquals(List.of("x", "joe"), ann.records(ann.main()).get(0).message().hops());
  }

  @Test
  void oneMessageGoesAtOnce() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    joe.queues().appender(joe.forward());
    Forwarder forwarder = forward(joe, new LossyLine(p -> Fate.ARRIVES), 32_000, 200_000);
    Patience.until("the greeting", () -> forwarder.status().state().equals("up to date"));
    for (int i = 0; i < 5; i++) {
      joe.append(joe.forward(), i, 1);
      arrived(ann, i + 1);
    }
    assertEquals(5, seen.stream().filter(p -> p.get("do").equals("batch")).count());
  }

  @Test
  void aPeerThatIsAheadOfARestoredQueueIsReportedAndNothingIsSkipped() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    joe.append(joe.forward(), 0, 3);
    String link = Long.toString(joe.queues().view(joe.forward()).incarnation(), 36);
    FakeRequest ahead = new FakeRequest(JOE.toString(), Batches.batch(link, 0, 1000, 1000));
    receiver.receive(ahead);
    assertEquals(1000, ahead.at());
    forward(joe, new LossyLine(p -> Fate.ARRIVES), 32_000, 200_000);

    Patience.until("a report", () -> !told.isEmpty());

    assertEquals(
        "XMPP-test: ann@wubot.test already has record 1000 of the queue "
            + joe.forward()
            + ", which ends at 3: the queue was restored from an older copy; set the key link to a"
            + " new word, so that its new records count as new; until then 3 messages wait on disk"
            + " here",
        told.get(0).text("subject"));
    assertEquals(3, joe.queues().view(joe.forward()).cursor("relay-ann@wubot.test-wubot").depth());
  }

  @Test
  void aPeerThatIsAwayIsToldOnceAndOnceWhenItIsBack() throws Exception {
    Node joe = node("joe");
    Node ann = node("ann");
    receiver = receive(ann, "ann");
    joe.append(joe.forward(), 0, 10);
    boolean[] there = {false};
    Forwarder forwarder =
        forward(
            joe, new LossyLine(p -> there[0] ? Fate.ARRIVES : Fate.BOUNCES_AWAY), 32_000, 200_000);
    Patience.until("some probes", () -> seen.size() > 5);
    Patience.until("the report", () -> told.size() == 1);
    there[0] = true;
    forwarder.wake();
    arrived(ann, 10);
    Patience.until("the second report", () -> told.size() == 2);

    assertEquals(List.of("CRITICAL", "OK"), told.stream().map(m -> m.text("status")).toList());
    assertEquals(
        List.of(
            "XMPP-test: ann@wubot.test is not there, or does not allow joe@wubot.test; start wubot"
                + " there, or add this account to its allow; until then 10 messages wait on disk"
                + " here",
            "XMPP-test: ann@wubot.test is back"),
        told.stream().map(m -> m.text("subject")).toList());
    assertOnceInOrder(10, ann);
  }
}
