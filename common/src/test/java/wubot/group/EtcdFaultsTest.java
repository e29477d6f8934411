// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only etcd can do to a store: certificates, logins, several endpoints, going back in time.
 */
@Tag("slow")
class EtcdFaultsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration FOREVER = Duration.ZERO;
  private static final String PASSWORD = "never-shown";

  @TempDir Path directory;

  private static Store open(Etcd etcd, Optional<StoreTls> tls) {
    return new EtcdStore(
        List.of(new EtcdEndpoint("127.0.0.1", etcd.port(), tls.map(StoreTls::context))),
        new EtcdClient.Login("", ""),
        "wubot",
        TIMEOUT);
  }

  @Test
  void talksTlsAndShowsItsCertificateAndSaysWhatIsWrong() {
    var authority = new TestAuthority(directory.resolve("ca"));
    var stranger = new TestAuthority(directory.resolve("stranger"));
    TestAuthority.Signed server = authority.sign("etcd");
    TestAuthority.Signed member = authority.sign("joe");
    TestAuthority.Signed foreign = stranger.sign("joe");
    StoreTls believing = StoreTls.DEFAULT.withAuthority(authority.certificate());
    StoreTls right = believing.withClient(member.certificate(), member.key());
    try (Etcd etcd = Etcd.encrypted(options(authority, server))) {
      try (Store store = open(etcd, Optional.of(right))) {
        ServerProgram.await("answer over TLS", etcd.log(), () -> answers(store));
        assertTrue(store.create("k", "one", FOREVER).isApplied());
        assertEquals("one", store.get("k").map(Entry::value).orElse(""));
        var changes = new AtomicInteger();
        try (Store.Watch watch = store.watch("w", changes::incrementAndGet)) {
          assertFalse(watch.toString().isEmpty());
          ServerProgram.await(
              "call back",
              etcd.log(),
              () -> {
                store.create("w" + changes.get() + Math.random(), "", FOREVER);
                return changes.get() > 2;
              });
        }
      }
      complains(etcd, Optional.of(believing), "certificate");
      complains(
          etcd,
          Optional.of(believing.withClient(foreign.certificate(), foreign.key())),
          "certificate");
      complains(
          etcd,
          Optional.of(
              StoreTls.DEFAULT
                  .withAuthority(stranger.certificate())
                  .withClient(member.certificate(), member.key())),
          "not signed by an authority");
      complains(etcd, Optional.of(StoreTls.DEFAULT), "not signed by an authority");
      complains(etcd, Optional.empty(), "");
    }
    TestAuthority.Signed old = authority.signExpired("etcd");
    try (Etcd etcd = Etcd.encrypted(options(authority, old))) {
      complains(etcd, Optional.of(right), "has expired");
    }
  }

  private static List<String> options(TestAuthority authority, TestAuthority.Signed server) {
    return List.of(
        "--cert-file",
        server.certificate().toString(),
        "--key-file",
        server.key().toString(),
        "--trusted-ca-file",
        authority.certificate().toString(),
        "--client-cert-auth");
  }

  private static boolean answers(Store store) {
    try {
      return store.nextToken() > 0;
    } catch (StoreAway e) {
      return false;
    }
  }

  private static void complains(Etcd etcd, Optional<StoreTls> tls, String about) {
    try (Store store = open(etcd, tls)) {
      long began = System.nanoTime();
      StoreAway away = assertThrows(StoreAway.class, () -> store.get("k"));
      // A reason that is known is told before the deadline.
      assertTrue(System.nanoTime() - began < TIMEOUT.toNanos() * 3 / 4, "took long");
      assertTrue(away.getMessage().contains(about), away.getMessage());
      assertTrue(away.getMessage().contains("127.0.0.1:" + etcd.port()), away.getMessage());
    }
  }

  @Test
  void logsInAndAgainWhenTheLoginIsForgotten() {
    try (Etcd etcd = Etcd.alone()) {
      etcd.post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"" + PASSWORD + "\"}");
      etcd.post("/v3/auth/role/add", "{\"name\":\"root\"}");
      etcd.post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
      assertEquals(200, etcd.post("/v3/auth/enable", "{}"));
      EtcdEndpoint endpoint = etcd.endpoint();
      try (Store right =
              new EtcdStore(
                  List.of(endpoint), new EtcdClient.Login("root", PASSWORD), "wubot", TIMEOUT);
          Store wrong =
              new EtcdStore(
                  List.of(etcd.endpoint()),
                  new EtcdClient.Login("root", PASSWORD + "x"),
                  "wubot",
                  TIMEOUT);
          Store nobody = etcd.open(TIMEOUT)) {
        Entry entry =
            assertInstanceOf(Outcome.Applied.class, right.create("k", "one", FOREVER)).entry();
        StoreAway refused = assertThrows(StoreAway.class, () -> wrong.get("k"));
        assertTrue(refused.getMessage().contains("refuses"), refused.getMessage());
        assertFalse(refused.getMessage().contains(PASSWORD), refused.getMessage());
        assertThrows(StoreAway.class, () -> nobody.get("k"));
        assertInstanceOf(Outcome.Unknown.class, nobody.create("l", "x", FOREVER));
        etcd.stop(); // it keeps logins in memory
        etcd.start();
        ServerProgram.await("know me again", etcd.log(), () -> answers(right));
        assertTrue(right.replace("k", entry.version(), "two", FOREVER).isApplied());
        assertFalse(right.describe().contains(PASSWORD));
      }
    }
  }

  @Test
  void holdsWhenTheStoreHasGoneBackInTime() throws IOException {
    try (Etcd etcd = Etcd.alone();
        Store store = etcd.open(TIMEOUT)) {
      assertTrue(store.create("k", "one", FOREVER).isApplied());
      etcd.stop();
      ServerProgram.run(List.of("cp", "-r", etcd.data().toString(), directory.toString()));
      etcd.start();
      ServerProgram.await("answer", etcd.log(), () -> answers(store));
      for (int i = 0; i < 10; i++) {
        assertTrue(store.create("later" + i, "one", FOREVER).isApplied());
      }
      etcd.stop();
      ServerProgram.delete(etcd.data());
      ServerProgram.run(
          List.of("cp", "-r", directory.resolve("data").toString(), etcd.data().toString()));
      etcd.start();
      ServerProgram.await("tell", etcd.log(), () -> rewound(store));
      for (int i = 0; i < 30; i++) {
        try (Store fresh = etcd.open(TIMEOUT)) {
          fresh.nextToken(); // even when the numbers have grown again
        }
      }
      assertTrue(rewound(store));
      assertTrue(store.create("k2", "x", FOREVER).toString().contains("store_rewound"));
      try (Store restarted = etcd.open(TIMEOUT)) {
        assertEquals("one", restarted.get("k").map(Entry::value).orElse(""));
      }
    }
  }

  private static boolean rewound(Store store) {
    return assertThrows(StoreAway.class, () -> store.get("k"))
        .getMessage()
        .contains("store_rewound");
  }

  @Test
  void notesOnLeasesGoWithThemAndOthersStay() {
    try (Etcd etcd = Etcd.alone();
        Store store = etcd.open(TIMEOUT)) {
      Entry entry =
          assertInstanceOf(Outcome.Applied.class, store.create("k", "one", Duration.ofSeconds(7)))
              .entry();
      assertInstanceOf(Outcome.Applied.class, store.create("l", "one", Duration.ofSeconds(7)));
      Entry kept =
          assertInstanceOf(
                  Outcome.Applied.class, store.replace("k", entry.version(), "two", FOREVER))
              .entry();
      // All leases end, as when nobody was there for long.
      revokeLeases(etcd);
      assertEquals(Optional.of(kept), store.get("k"), "it hung on none any more");
      assertEquals(Optional.empty(), store.get("l"));
      assertTrue(store.create("l", "again", Duration.ofSeconds(7)).isApplied(), "on a new lease");
    }
  }

  private static void revokeLeases(Etcd etcd) {
    try (var client =
        new EtcdClient(List.of(etcd.endpoint()), new EtcdClient.Login("", ""), TIMEOUT.toNanos())) {
      EtcdAnswer all = client.ask(new EtcdRequest("/v3/lease/leases", "{}".getBytes(UTF_8), true));
      assertFalse(all.lease().isEmpty());
      EtcdAnswer revoked =
          client.ask(
              new EtcdRequest(
                  "/v3/lease/revoke", ("{\"ID\":\"" + all.lease() + "\"}").getBytes(UTF_8), true));
      assertFalse(revoked.failed());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void asksForLinearizableReadsOnly() {
    for (EtcdRequest request :
        List.of(EtcdRequest.get("k"), EtcdRequest.range(new byte[] {1}, new byte[] {2}, 5))) {
      String body = new String(request.body(), UTF_8);
      assertTrue(body.contains("\"serializable\":false"), body);
    }
  }

  @Test
  void goesOnWithOneOfThreeFrozenOrKilledAndHoldsWithoutAQuorum() {
    List<Etcd> members = Etcd.cluster(3);
    Duration timeout = Duration.ofSeconds(2);
    try {
      members.forEach(Etcd::start);
      members.forEach(Etcd::awaitReady);
      try (Store store = Etcd.open(members, timeout);
          Store last = Etcd.open(List.of(members.get(2)), timeout);
          Store patient = Etcd.open(List.of(members.get(2)), TIMEOUT)) {
        var count = new AtomicInteger();
        final List<String> acknowledged = write(store, count, 20);
        // The one that is asked hangs: one operation may pay for it, the next ones go elsewhere.
        members.get(0).freeze();
        assertFalse(store.create("frozen", "x", FOREVER) instanceof Outcome.NotApplied);
        ServerProgram.await(
            "go on",
            members.get(1).log(),
            () -> store.create("on" + count.incrementAndGet(), "x", FOREVER).isApplied());
        long began = System.nanoTime();
        acknowledged.addAll(write(store, count, 20));
        assertTrue(System.nanoTime() - began < 20 * timeout.toNanos() / 2, "each was slow");
        // Without a quorum nobody gets an answer, old or new.
        members.get(1).freeze();
        assertThrows(StoreAway.class, () -> last.get("k0"));
        assertThrows(StoreAway.class, () -> last.list("k", "", 10));
        assertInstanceOf(Outcome.Unknown.class, last.create("minority", "x", FOREVER));
        assertThrows(StoreAway.class, () -> store.get("k0"));
        members.get(1).thaw();
        members.get(0).thaw();
        ServerProgram.await("recover", members.get(0).log(), () -> answers(store) && answers(last));
        acknowledged.addAll(write(store, count, 5));
        long token = patient.nextToken();
        members.get(1).kill();
        ServerProgram.await("go on", members.get(0).log(), () -> answers(store) && answers(last));
        acknowledged.addAll(write(store, count, 20));
        assertTrue(patient.nextToken() > token);
        for (String key : acknowledged) {
          assertTrue(patient.get(key).isPresent(), key + " was acknowledged");
        }
      }
    } finally {
      members.forEach(Etcd::close);
    }
  }

  /**
   * Writes under so many new keys and returns them. Each connection to one that was killed may cost
   * an operation its answer, and so may an election of a busy machine's members; no more than that.
   */
  private static List<String> write(Store store, AtomicInteger count, int times) {
    List<String> acknowledged = new ArrayList<>();
    int unanswered = 0;
    while (acknowledged.size() < times) {
      String key = "k" + count.incrementAndGet();
      Outcome outcome = store.create(key, "x", FOREVER);
      assertFalse(outcome instanceof Outcome.NotApplied, "nobody else writes " + key);
      if (outcome.isApplied()) {
        acknowledged.add(key);
      } else {
        unanswered++;
        assertTrue(unanswered < 10, unanswered + " were not answered: " + outcome);
      }
    }
    return acknowledged;
  }
}
