// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.xmpp.XmppServer.Limits;
import wubot.xmpp.XmppSettings.Pauses;

/** Logins, refusals, requests and reconnects against real servers, over verified TLS. */
@Tag("slow")
class XmppConnectionTest {

  enum Kind {
    PROSODY,
    EJABBERD;

    XmppServer make() {
      return this == PROSODY ? new Prosody(Limits.STOCK) : new Ejabberd(Limits.STOCK);
    }
  }

  private static final String IQ =
      "<iq xmlns='jabber:client' type='set' id='%s' to='joe@wubot.test/wubot'>%s</iq>";
  private static final Pauses QUICK =
      new Pauses(
          Duration.ofMillis(50),
          Duration.ofMillis(400),
          Duration.ofSeconds(20),
          Duration.ofSeconds(40));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private XmppServer started(XmppServer server) {
    open.add(server);
    server.start();
    server.register("joe", "secret-joe");
    server.register("ann", "secret-ann");
    return server;
  }

  private static XmppSettings settings(XmppServer server, String user) {
    return new XmppSettings(
            Address.parse(user + "@" + server.domain()),
            new Password("secret-" + user),
            server.host(),
            server.port(),
            new Tls.Authority(server.authority()))
        .withPauses(QUICK);
  }

  private XmppConnection connect(XmppSettings settings, List<ConnectionState> states) {
    XmppConnection connection = new XmppConnection(settings, new Random(1));
    open.add(connection);
    connection.onState(states::add);
    connection.start();
    return connection;
  }

  private XmppConnection connect(XmppSettings settings) {
    return connect(settings, Collections.synchronizedList(new ArrayList<>()));
  }

  private static void await(XmppConnection connection, Predicate<ConnectionState> wanted) {
    assertTrue(
        ServerProcess.poll(Duration.ofSeconds(40), () -> wanted.test(connection.state())),
        () -> "state is " + connection.state());
  }

  private static ConnectionState.Waiting refused(XmppConnection connection, Trouble trouble) {
    return waiting(connection, w -> w.trouble() == trouble);
  }

  /** The state that was waited for, which may be another one soon. */
  private static ConnectionState.Waiting waiting(
      XmppConnection connection, Predicate<ConnectionState.Waiting> wanted) {
    AtomicReference<ConnectionState.Waiting> seen = new AtomicReference<>();
    await(
        connection,
        state -> {
          if (state instanceof ConnectionState.Waiting waiting && wanted.test(waiting)) {
            seen.set(waiting);
          }
          return seen.get() != null;
        });
    return seen.get();
  }

  @ParameterizedTest
  @EnumSource
  void requestsAreAnsweredByTheOtherConnection(Kind kind) {
    XmppServer server = started(kind.make());
    XmppConnection joe = connect(settings(server, "joe"));
    XmppConnection ann = connect(settings(server, "ann"));
    ann.onRequest(
        r -> r.answer(new Payload(Map.of("from", r.from().toString()), r.payload().text() + "!")));
    await(joe, ConnectionState::online);
    await(ann, ConnectionState::online);

    Payload answer =
        joe.request(ann.account(), new Payload(Map.of("a", "<&'\">"), "hello"), ofSeconds(20))
            .join();

    assertEquals("hello!", answer.text());
    assertEquals("joe@wubot.test/wubot", answer.get("from"));
  }

  @ParameterizedTest
  @EnumSource
  void aRequestToSomebodyWhoIsNotThereBouncesAtOnce(Kind kind) {
    XmppServer server = started(kind.make());
    XmppConnection joe = connect(settings(server, "joe"));
    await(joe, ConnectionState::online);

    var answer = joe.request(Address.parse("ann@wubot.test/wubot"), payload("x"), ofSeconds(30));

    XmppFailure failure = failure(answer);
    assertEquals(XmppFailure.Kind.AWAY, failure.kind(), failure::getMessage);
  }

  @Test
  void aRefusalArrivesAsItsKind() {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(settings(server, "joe"));
    XmppConnection ann = connect(settings(server, "ann"));
    await(joe, ConnectionState::online);
    await(ann, ConnectionState::online);

    for (XmppFailure.Kind kind :
        List.of(
            XmppFailure.Kind.FORBIDDEN,
            XmppFailure.Kind.TOO_MUCH,
            XmppFailure.Kind.BUSY,
            XmppFailure.Kind.MALFORMED,
            XmppFailure.Kind.AWAY)) {
      ann.onRequest(r -> r.refuse(kind, "no"));
      assertEquals(kind, failure(joe.request(ann.account(), payload("x"), ofSeconds(20))).kind());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordIsToldOnceAndNotTriedAtOnceAgain(Kind kind) {
    XmppServer server = started(kind.make());
    List<ConnectionState> states = Collections.synchronizedList(new ArrayList<>());
    XmppSettings right = settings(server, "joe");
    XmppConnection joe =
        connect(
            new XmppSettings(
                right.account(),
                new Password("wrong-password"),
                right.host(),
                right.port(),
                right.tls()),
            states);

    ConnectionState.Waiting waiting = refused(joe, Trouble.WRONG_PASSWORD);

    assertTrue(waiting.reason().contains("joe@wubot.test"), waiting::reason);
    assertFalse(waiting.reason().contains("wrong-password"), waiting::reason);
    assertTrue(waiting.pause().toSeconds() >= 20, () -> "pause " + waiting.pause());
    assertEquals(1, states.size());
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateOfAnUnknownAuthorityIsRefusedAndItsFingerprintShown(Kind kind) throws Exception {
    XmppServer server = started(kind.make());
    XmppSettings right = settings(server, "joe");
    XmppConnection joe = connect(with(right, new Tls.Public()));

    String reason = refused(joe, Trouble.UNTRUSTED).reason();
    assertTrue(reason.contains(fingerprint(server.certificate())), reason);

    XmppConnection pinned = connect(with(right, new Tls.Pinned(fingerprint(server.certificate()))));
    await(pinned, ConnectionState::online);
  }

  @Test
  void anotherCertificateThanThePinnedOneIsRefused() {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(with(settings(server, "joe"), new Tls.Pinned("ab".repeat(32))));

    refused(joe, Trouble.UNTRUSTED);
  }

  @Test
  void aCertificateMadeOutToAnotherDomainIsRefused() {
    XmppServer server = started(new Prosody(Limits.STOCK, "elsewhere.test"));
    XmppConnection joe = connect(settings(server, "joe"));

    String reason = refused(joe, Trouble.UNTRUSTED).reason();
    assertTrue(reason.contains("not made out to wubot.test"), reason);
  }

  @Test
  void aServerThatRequiresTlsIsNotTalkedToInPlainText() {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(with(settings(server, "joe"), new Tls.Plaintext()));

    refused(joe, Trouble.NO_TLS);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondLoginOfTheSameResourceIsAConflictAndNoPingPong(Kind kind) {
    XmppServer server = started(kind.make());
    List<ConnectionState> states = Collections.synchronizedList(new ArrayList<>());
    XmppConnection first = connect(settings(server, "joe"), states);
    await(first, ConnectionState::online);
    XmppConnection second = connect(settings(server, "joe"));
    await(second, ConnectionState::online);

    ConnectionState.Waiting waiting = refused(first, Trouble.CONFLICT);

    assertTrue(waiting.reason().contains("logged in from elsewhere"), waiting::reason);
    assertTrue(waiting.pause().toSeconds() >= 15, () -> "pause " + waiting.pause());
    assertTrue(second.state().online());
  }

  @ParameterizedTest
  @EnumSource
  void whoeverWatchesAConnectionIsToldOfItsEnd(Kind kind) {
    XmppServer server = started(kind.make());
    XmppConnection joe = connect(settings(server, "joe"));
    XmppConnection ann = connect(settings(server, "ann"));
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    joe.onPresence((who, here) -> seen.add(who + (here ? " is here" : " is gone")));
    await(joe, ConnectionState::online);
    await(ann, ConnectionState::online);

    String name = ann.account().toString();

    ann.watchedBy(joe.account());
    assertTrue(ServerProcess.poll(ofSeconds(20), () -> seen.contains(name + " is here")));
    XmppConnection other = connect(settings(server, "ann")); // pushes the first one out
    await(other, ConnectionState::online);

    assertTrue(ServerProcess.poll(ofSeconds(20), () -> seen.contains(name + " is gone")));
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionComesBackAfterTheServerWasKilled(Kind kind) {
    XmppServer server = started(kind.make());
    XmppConnection joe = connect(settings(server, "joe"));
    await(joe, ConnectionState::online);
    var unanswered = joe.request(joe.account(), payload("x"), ofSeconds(60));
    joe.onRequest(r -> {});

    server.kill();
    assertTrue(refused(joe, Trouble.UNREACHABLE).reason().contains("127.0.0.1:" + server.port()));
    assertTrue(unanswered.isDone());
    server.restart(XmppServer.Store.KEPT);

    await(joe, ConnectionState::online);
  }

  @Test
  void chatReachesAPersonAndARoom() throws Exception {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(settings(server, "joe").withResource("notify"));
    await(joe, ConnectionState::online);
    try (Person ann = new Person(server, "ann", "secret-ann")) {
      ann.enter("ops@rooms.wubot.test", "ann");
      joe.chat(Address.parse("ann@wubot.test"), "disk\u0000 full <&>");
      assertEquals("disk full <&>", ann.next());
      joe.room(Address.parse("ops@rooms.wubot.test"), "wubot", "to all");
      assertEquals("to all", ann.next());
      joe.room(Address.parse("ops@rooms.wubot.test"), "wubot", "again");
      assertEquals("again", ann.next());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a xmlns='x'/>",
        "<query xmlns='urn:xmpp:never:0'><item a='1&lt;2'>&amp;</item></query>",
        "<a xmlns='x'>DEEP</a>"
      })
  void aRequestThatNobodyKnowsIsRefusedAndTheConnectionStays(String request) throws Exception {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(settings(server, "joe"));
    CountDownLatch arrived = new CountDownLatch(1);
    joe.onRequest(known -> arrived.countDown());
    await(joe, ConnectionState::online);
    List<ConnectionState> left = new CopyOnWriteArrayList<>();
    joe.onState(
        state -> {
          if (!state.online()) {
            left.add(state);
          }
        });
    try (Person ann = new Person(server, "ann", "secret-ann")) {
      String deep = request.replace("DEEP", "<b>".repeat(500) + "</b>".repeat(500));
      ann.raw(IQ.formatted("unknown", deep));
      assertEquals("unknown service-unavailable", ann.refused());
      ann.raw(IQ.formatted("known", "<wubot xmlns='urn:wubot:1' a='b'>text</wubot>"));
      assertTrue(arrived.await(20, TimeUnit.SECONDS));
    }
    assertEquals(List.of(), left);
    assertTrue(joe.state().online());
  }

  @Test
  void hostileStanzasArePassedOverAndTheConnectionStays() throws Exception {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(settings(server, "joe"));
    CountDownLatch arrived = new CountDownLatch(1);
    joe.onRequest(
        r -> {
          if (r.payload().text().equals("text")) {
            arrived.countDown();
          }
          throw new IllegalStateException("a bug in the handler");
        });
    await(joe, ConnectionState::online);
    try (Person ann = new Person(server, "ann", "secret-ann")) {
      ann.raw(IQ.formatted("1", "<wubot xmlns='urn:wubot:1'><deep><deep/></deep></wubot>"));
      ann.raw(
          IQ.formatted("2", "<wubot xmlns='urn:wubot:1' a='" + "x".repeat(5000) + "'>y</wubot>"));
      ann.raw(IQ.formatted("3", "<a xmlns='x'>" + "<b>".repeat(500) + "</b>".repeat(500) + "</a>"));
      ann.raw(
          "<message xmlns='jabber:client' to='joe@wubot.test/wubot' type='chat'>"
              + "<body>a</body><delay xmlns='urn:xmpp:delay' stamp='never'/></message>");
      ann.raw(IQ.formatted("4", "<wubot xmlns='urn:wubot:1' a='b'>text</wubot>"));
    }
    assertTrue(arrived.await(20, TimeUnit.SECONDS));
    assertTrue(joe.state().online(), () -> joe.state().toString());
  }

  @Test
  void secretsDoNotShow() {
    XmppSettings settings =
        new XmppSettings(
            Address.parse("joe@wubot.test"), new Password("hush"), "h", 1, new Tls.Public());
    assertFalse(settings.toString().contains("hush"));
  }

  @Test
  void aMissingAuthorityFileIsNamed(@TempDir Path directory) {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe =
        connect(with(settings(server, "joe"), new Tls.Authority(directory.resolve("missing.pem"))));
    String reason = waiting(joe, any -> true).reason();
    assertTrue(reason.contains("missing.pem"), reason);
  }

  @Test
  void closingEndsTheThreads() {
    XmppServer server = started(new Prosody(Limits.STOCK));
    XmppConnection joe = connect(settings(server, "joe"));
    await(joe, ConnectionState::online);
    joe.close();
    assertEquals(new ConnectionState.Closed(), joe.state());
    assertThrows(XmppFailure.class, () -> joe.chat(Address.parse("a@b"), "x"));
  }

  private static XmppSettings with(XmppSettings settings, Tls tls) {
    return new XmppSettings(
            settings.account(), settings.password(), settings.host(), settings.port(), tls)
        .withPauses(QUICK);
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Payload payload(String text) {
    return new Payload(Map.of(), text);
  }

  private static XmppFailure failure(java.util.concurrent.CompletableFuture<Payload> answer) {
    CompletionException e = assertThrows(CompletionException.class, answer::join);
    return (XmppFailure) e.getCause();
  }

  private static String fingerprint(Path pem)
      throws IOException, java.security.GeneralSecurityException {
    try (var in = Files.newInputStream(pem)) {
      byte[] certificate =
          CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
    }
  }

  /**
   * Smack waits for its writer as long as for an answer, and where reader and writer fail at once
   * it misses that the writer has ended. Here the writer really hangs.
   */
  @Test
  void theEndIsToldWhileTheWriterStillHangs() throws Exception {
    XmppServer server = started(new Prosody(Limits.STOCK));
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    open.add(clock::shutdownNow);
    Session session =
        new Session(
            settings(server, "joe"),
            new Pending("test-", clock),
            request -> {},
            (who, here) -> {},
            stanza -> {});
    session.open();
    open.add(session::close);
    session.stream().setBundleandDeferCallback(defer -> 20_000);
    session.stream().sendStanza(new Ping(settings(server, "joe").account()));
    assertTrue(ServerProcess.poll(Duration.ofSeconds(20), () -> hangingWriters() == 1));

    server.kill();

    assertEquals(Trouble.CLOSED, session.await().orElseThrow().trouble());
    assertEquals(1, hangingWriters());
  }

  private static long hangingWriters() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(e -> e.getKey().getName().startsWith("Smack Writer"))
        .filter(
            e -> e.getValue().length > 1 && e.getValue()[1].getMethodName().equals("writePackets"))
        .count();
  }
}
