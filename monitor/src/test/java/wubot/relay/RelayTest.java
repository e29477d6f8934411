// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wubot.message.Message;
import wubot.monitor.Patience;
import wubot.queue.QueueRecord;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.Prosody;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;
import wubot.xmpp.XmppServer.Store;
import wubot.xmpp.XmppSettings;

/** From queue to queue through real servers: everything once and in order, whatever happens. */
@Tag("slow")
class RelayTest {

  enum Kind {
    PROSODY,
    EJABBERD;

    XmppServer make(Limits limits) {
      return this == PROSODY ? new Prosody(limits) : new Ejabberd(limits);
    }
  }

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private XmppServer server(XmppServer server, String... users) {
    open.add(server);
    server.start();
    for (String user : users) {
      server.register(user, "secret-" + user);
    }
    return server;
  }

  private Node node(String host) {
    Node node = new Node(host, directory.resolve(host + open.size()));
    open.add(node);
    return node;
  }

  private static void arrived(Node node, int count) throws Exception {
    Patience.until(
        count + " messages", () -> node.queues().view(node.main()).lastSequence() >= count);
    assertTrue(node.numbers().size() >= count || node.reports().size() > 0);
  }

  private static void assertOnceInOrder(int count, List<Integer> numbers) {
    assertEquals(IntStream.range(0, count).boxed().toList(), numbers);
  }

  private static Node receiver(Node node, XmppServer server) throws Exception {
    node.queues().appender(node.main());
    node.start(Node.config(server, "ann", node.forward(), List.of(), List.of("joe")));
    Patience.until("the login", () -> node.relay().connection().online());
    return node;
  }

  /** What a host was told of one subject, such as the server or a peer. */
  private static List<String> reports(Node node, String about) {
    return node.reports().stream().filter(r -> r.contains(about)).toList();
  }

  private static Node sender(Node node, XmppServer server) {
    return node.start(Node.config(server, "joe", node.forward(), List.of("ann"), List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void everythingArrivesOnceAndInOrder(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    joe.append(joe.forward(), 0, 5000);
    sender(joe, server);

    arrived(ann, 5000);

    assertOnceInOrder(5000, ann.numbers());
    QueueRecord first = ann.records(ann.main()).get(0);
    assertTrue(first.message().isTrue("noforward"));
    assertEquals(List.of("joe"), first.message().hops());
    assertEquals("joe", first.message().identity().orElseThrow().origin());
    assertEquals(1, first.received().orElseThrow().sequence());
    assertEquals("1700000000", first.message().text("lastupdate"));
    caughtUp(joe);
    joe.append(joe.forward(), 5000, 1);
    arrived(ann, 5001);
    assertTrue(ann.reports().isEmpty(), () -> ann.reports().toString());
  }

  private static void caughtUp(Node node) throws Exception {
    Patience.until(
        "everything to be confirmed",
        () -> {
          LinkStatus link = node.relay().links().get(0);
          return link.state().equals("up to date") && link.depth() == 0;
        });
  }

  private static long last(Node node) {
    return node.queues().view(node.main()).lastSequence();
  }

  @ParameterizedTest
  @EnumSource
  void aServerKilledInMidTransferLosesAndRepeatsNothing(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    joe.append(joe.forward(), 0, 60_000);
    sender(joe, server);
    Patience.until("a part", () -> last(ann) > 2000);
    server.kill();
    final long then = last(ann);
    server.restart(Store.LOST);
    Patience.until("more", () -> last(ann) >= Math.min(then + 2000, 60_000));
    server.restart(Store.KEPT);

    caughtUp(joe);

    assertOnceInOrder(60_000, ann.numbers());
  }

  @Test
  void aReceiverThatStartsAgainInMidTransferLosesAndRepeatsNothing() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Path home = directory.resolve("ann-home");
    Node ann = receiver(new Node("ann", home), server);
    joe.append(joe.forward(), 0, 40_000);
    sender(joe, server);
    for (int i = 1; i <= 3; i++) {
      long enough = i * 3000L;
      Node current = ann;
      Patience.until("a part", () -> last(current) > enough);
      ann.close();
      ann = receiver(new Node("ann", home), server);
    }
    open.add(ann);

    caughtUp(joe);

    assertOnceInOrder(40_000, ann.numbers());
  }

  @Test
  void aReceiverKilledInMidTransferLosesAndRepeatsNothing() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Path home = Files.createDirectories(directory.resolve("ann-home"));
    joe.append(joe.forward(), 0, 60_000);
    sender(joe, server);
    for (int i = 0; i < 3; i++) {
      Process child = NodeMain.start(home, server);
      open.add(child::destroyForcibly);
      long before = joe.relay().links().get(0).confirmed();
      long enough = Math.min(before + 2000, 60_000); // that may be all, where this thread is late
      Patience.until("a part", () -> joe.relay().links().get(0).confirmed() >= enough);
      child.destroyForcibly().waitFor();
    }
    Node ann = receiver(new Node("ann", home), server);
    open.add(ann);

    caughtUp(joe);

    assertOnceInOrder(60_000, ann.numbers());
  }

  @Test
  void aSenderThatStartsAgainInMidTransferLosesAndRepeatsNothing() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann");
    Path home = directory.resolve("joe-home");
    Node ann = receiver(node("ann"), server);
    Node joe = new Node("joe", home);
    joe.append(joe.forward(), 0, 40_000);
    sender(joe, server);
    for (int i = 1; i <= 3; i++) {
      long enough = i * 3000L;
      Patience.until("a part", () -> last(ann) > enough);
      joe.close();
      joe = sender(new Node("joe", home), server);
    }
    open.add(joe);

    caughtUp(joe);

    assertOnceInOrder(40_000, ann.numbers());
  }

  @ParameterizedTest
  @EnumSource
  void aThrottledServerIsNoReasonToGiveUp(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.STOCK), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    joe.append(joe.forward(), 0, 1200); // several times what goes through unthrottled
    sender(joe, server);

    for (int i = 1; i <= 3; i++) {
      long enough = i * 400L;
      Patience.until(enough + " messages", () -> last(ann) >= enough);
    }

    assertOnceInOrder(1200, ann.numbers());
    assertTrue(joe.reports().isEmpty(), () -> joe.reports().toString());
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatGoesAndComesIsToldOnceEach(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.STOCK), "joe", "ann");
    Node joe = node("joe");
    joe.append(joe.forward(), 0, 50);
    sender(joe, server);
    Patience.until("the report", () -> joe.reports().size() == 1);

    Node ann = receiver(node("ann"), server);
    arrived(ann, 50);
    Patience.until("the second report", () -> joe.reports().size() == 2);
    ann.stopRelay();
    joe.append(joe.forward(), 50, 50);
    Patience.until("the third report", () -> joe.reports().size() == 3);
    receiver(ann, server);
    arrived(ann, 100);
    Patience.until("the fourth report", () -> joe.reports().size() == 4);

    assertOnceInOrder(100, ann.numbers());
    List<String> reports = joe.reports();
    assertTrue(
        reports.get(0).startsWith("CRITICAL XMPP-test: ann@wubot.test is not there"),
        reports::toString);
    assertTrue(reports.get(1).equals("OK XMPP-test: ann@wubot.test is back"), reports::toString);
  }

  @Test
  void onePeerAwayDoesNotHoldUpAnother() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann", "tim");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    joe.append(joe.forward(), 0, 500);
    joe.start(Node.config(server, "joe", joe.forward(), List.of("tim", "ann"), List.of()));
    arrived(ann, 500);
    assertOnceInOrder(500, ann.numbers());

    Node tim = node("tim");
    tim.start(Node.config(server, "tim", tim.forward(), List.of(), List.of("joe")));
    arrived(tim, 500);
    assertOnceInOrder(500, tim.numbers());
  }

  @Test
  void twoMonitorOnlyHostsThatForwardToEachOtherDoNotLoop() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Node ann = node("ann");
    joe.append(joe.main(), 0, 100);
    ann.append(ann.main(), 100, 100);
    joe.start(Node.config(server, "joe", joe.main(), List.of("ann"), List.of()));
    ann.start(Node.config(server, "ann", ann.main(), List.of("joe"), List.of()));

    arrived(joe, 200);
    arrived(ann, 200);
    caughtUp(joe);
    caughtUp(ann);

    assertEquals(200, Set.copyOf(joe.numbers()).size());
    assertEquals(200, joe.numbers().size());
    assertEquals(200, ann.numbers().size());
    assertEquals(0, joe.relay().counts().loops.get());
  }

  @Test
  void aRingOfThreeEndsAtTheHostThatKnowsTheMessage() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann", "tim");
    Node joe = node("joe");
    Node ann = node("ann");
    Node tim = node("tim");
    joe.append(joe.main(), 0, 20);
    joe.start(Node.config(server, "joe", joe.main(), List.of("ann"), List.of("tim")));
    ann.start(Node.config(server, "ann", ann.main(), List.of("tim"), List.of("joe")));
    tim.start(Node.config(server, "tim", tim.main(), List.of("joe"), List.of("ann")));

    // The relays' own reports go round as well, so there may be more than these.
    Patience.until("the loop to be seen", () -> joe.loopingNumbers().size() >= 20);

    assertOnceInOrder(20, joe.loopingNumbers());
    assertOnceInOrder(20, joe.numbers());
    assertOnceInOrder(20, tim.numbers());
    assertEquals(
        List.of("joe", "ann"),
        tim.records(tim.main()).stream()
            .filter(r -> r.message().has("number"))
            .findFirst()
            .orElseThrow()
            .message()
            .hops());
  }

  @Test
  void aStrangerIsNotRead() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann", "eve");
    Node eve = node("eve");
    Node ann = receiver(node("ann"), server);
    eve.append(eve.forward(), 0, 10);
    eve.start(Node.config(server, "eve", eve.forward(), List.of("ann"), List.of()));

    Patience.until("the report", () -> eve.reports().size() == 1);

    assertTrue(
        eve.reports().get(0).contains("does not allow eve@wubot.test"),
        () -> eve.reports().toString());
    assertTrue(ann.relay().counts().strangers.get() > 0);
    assertEquals(0, last(ann));
    assertEquals(10, eve.relay().links().get(0).depth());
  }

  @ParameterizedTest
  @EnumSource
  void largeMessagesGoAndTooLargeOnesAreSetAside(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    Random random = new Random(4);
    for (int size : new int[] {1000, 60_000, 120_000, 400_000, 10}) {
      StringBuilder noise = new StringBuilder();
      random.ints(size, 33, 126).forEach(c -> noise.append((char) c));
      joe.queues()
          .appender(joe.forward())
          .append(Message.of("number", size).with("text", noise.toString()));
    }
    sender(joe, server);
    arrived(ann, 4);

    assertEquals(List.of(1000, 60_000, 120_000, 10), ann.numbers());
    Patience.until("the report", () -> reports(joe, "too-large").size() == 1);
    assertTrue(
        reports(joe, "too-large").get(0).contains("queue/too-large"),
        () -> reports(joe, "too-large").toString());
    assertEquals(1, joe.records(joe.home().resolve("queue").resolve("too-large")).size());
  }

  @ParameterizedTest
  @EnumSource
  void aStanzaThatTheServerFindsTooLargeDoesNotBlockTheQueue(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.SMALL_STANZAS), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    StringBuilder noise = new StringBuilder();
    new Random(4).ints(80_000, 33, 126).forEach(c -> noise.append((char) c));
    joe.append(joe.forward(), 0, 5);
    joe.queues().appender(joe.forward()).append(Message.of("text", noise.toString()));
    joe.append(joe.forward(), 5, 5);
    RelayConfig config = Node.config(server, "joe", joe.forward(), List.of("ann"), List.of());
    joe.start(
        new RelayConfig(
            config.connection(),
            config.directory(),
            config.targets(),
            config.allow(),
            config.batchSize(),
            1_000_000,
            "",
            config.delay()));

    arrived(ann, 10);

    assertOnceInOrder(10, ann.numbers());
  }

  @Test
  void aWrongPasswordIsToldOnce() throws Exception {
    XmppServer server = server(new Prosody(Limits.STOCK), "ann");
    server.register("joe", "another");
    Node joe = node("joe");
    joe.append(joe.forward(), 0, 3);
    sender(joe, server);

    Patience.until("the report", () -> joe.reports().size() == 1);

    String report = joe.reports().get(0);
    assertTrue(report.startsWith("CRITICAL") && report.contains("wrong password"), report);
    assertTrue(!report.contains("secret-joe"), report);
  }

  @Test
  void anUntrustedCertificateIsToldWithItsFingerprint() throws Exception {
    XmppServer server = server(new Prosody(Limits.STOCK), "joe");
    XmppServer other = server(new Prosody(Limits.STOCK));
    Node joe = node("joe");
    RelayConfig config = Node.config(server, "joe", joe.forward(), List.of("ann"), List.of());
    XmppSettings right = config.connection();
    joe.start(
        new RelayConfig(
            new XmppSettings(
                right.account(),
                right.password(),
                right.host(),
                right.port(),
                new Tls.Authority(other.authority())),
            config.directory(),
            config.targets(),
            config.allow(),
            config.batchSize(),
            config.messageLimit(),
            "",
            config.delay()));

    Patience.until("the report", () -> joe.reports().size() == 1);

    assertTrue(
        joe.reports().get(0).matches(".*SHA-256 [0-9a-f]{64}.*"), () -> joe.reports().toString());
  }

  @Test
  void aServerThatGoesAndComesIsToldOnceEach() throws Exception {
    XmppServer server = server(new Prosody(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    joe.append(joe.forward(), 0, 10);
    sender(joe, server);
    arrived(ann, 10);
    server.kill();
    String place = "127.0.0.1:" + server.port();
    Patience.until("the report", () -> reports(joe, place).size() == 1);
    joe.append(joe.forward(), 10, 10);
    server.restart(Store.KEPT);
    Patience.until("the second report", () -> reports(joe, place).size() == 2);
    Patience.until("all", () -> ann.numbers().size() == 20);

    assertOnceInOrder(20, ann.numbers());
    String went = reports(joe, place).get(0);
    assertTrue(went.startsWith("CRITICAL XMPP-test: "), went);
    assertTrue(went.endsWith("; until then what is to be sent waits on disk here"), went);
    assertEquals(2, went.split(place, -1).length, went);
    assertEquals("OK XMPP-test: connected to " + place + " again", reports(joe, place).get(1));
  }
}
