// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only PostgreSQL can do to a store: a first start of many, rights, locks, certificates. */
@Tag("slow")
class PostgresFaultsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration FOREVER = Duration.ZERO;

  @TempDir Path directory;

  private static Connection connect(Postgres server) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres", "wubot", Postgres.PASSWORD);
  }

  @Test
  void manyMayComeFirstAndLaterOnesNeedNoRightToMakeTables() throws Exception {
    try (Postgres server = Postgres.running()) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Callable<Boolean>> members = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String key = "k" + i;
          members.add(
              () -> {
                try (Store store = Stores.open(server.uri(), TIMEOUT)) {
                  return store.create(key, "x", FOREVER).isApplied();
                }
              });
        }
        for (Future<Boolean> member : threads.invokeAll(members)) {
          assertTrue(member.get());
        }
      } finally {
        threads.shutdownNow();
      }
      try (Connection connection = connect(server);
          Statement statement = connection.createStatement()) {
        boolean unused =
            statement.execute(
                "CREATE ROLE poor LOGIN PASSWORD 'never-shown';"
                    + "GRANT SELECT, INSERT, UPDATE, DELETE ON wubot_entries TO poor;"
                    + "GRANT USAGE, SELECT ON wubot_numbers TO poor;");
      }
      try (Store store = Stores.open(server.uri().replace("//wubot:", "//poor:"), TIMEOUT)) {
        assertEquals(8, store.list("k", "", 100).size());
        assertTrue(store.create("poor", "x", FOREVER).isApplied());
        assertTrue(store.nextToken() > 0);
      }
      try (Store store =
          Stores.open(server.uri().replace(Postgres.PASSWORD, "wrong-secret"), TIMEOUT)) {
        StoreAway away = assertThrows(StoreAway.class, () -> store.get("k"));
        assertTrue(away.getMessage().contains("password authentication failed"), away.toString());
        assertFalse(away.getMessage().contains("wrong-secret"), away.toString());
      }
    }
  }

  @Test
  void doesNotWaitForSomebodysLockLongerThanItsDeadline() throws Exception {
    try (Postgres server = Postgres.running();
        Store store = Stores.open(server.uri(), TIMEOUT);
        Store hasty = Stores.open(server.uri(), Duration.ofMillis(300));
        Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      ServerProgram.await("answer", server.log(), () -> answers(store));
      Entry entry =
          assertInstanceOf(Outcome.Applied.class, store.create("k", "one", FOREVER)).entry();
      connection.setAutoCommit(false);
      int locked = statement.executeUpdate("UPDATE wubot_entries SET value = 'x'");
      assertEquals(1, locked);
      for (int i = 0; i < 12; i++) { // more than there are connections
        long began = System.nanoTime();
        assertInstanceOf(
            Outcome.Unknown.class, hasty.replace("k", entry.version(), "two", FOREVER));
        assertTrue(System.nanoTime() - began < TIMEOUT.toNanos(), "the lock is held meanwhile");
      }
      assertEquals("one", store.get("k").map(Entry::value).orElse(""), "readings do not wait");
      connection.rollback();
      ServerProgram.await(
          "go on",
          server.log(),
          () -> {
            // What was unknown may have been applied since, once the lock had gone.
            Entry now = store.get("k").orElseThrow();
            return store.replace("k", now.version(), "three", FOREVER).isApplied();
          });
      assertEquals("three", store.get("k").map(Entry::value).orElse(""));
    }
  }

  private static boolean answers(Store store) {
    try {
      return store.nextToken() > 0;
    } catch (StoreAway e) {
      return false;
    }
  }

  @Test
  void holdsWhenTheSequenceHasGoneBack() throws Exception {
    try (Postgres server = Postgres.running();
        Store store = Stores.open(server.uri(), TIMEOUT)) {
      for (int i = 0; i < 10; i++) {
        assertTrue(store.nextToken() > 0);
      }
      try (Connection connection = connect(server);
          Statement statement = connection.createStatement()) {
        boolean unused = statement.execute("SELECT setval('wubot_numbers', 3)");
      }
      StoreAway away = assertThrows(StoreAway.class, store::nextToken);
      assertTrue(away.getMessage().contains("store_rewound"), away.getMessage());
      assertThrows(StoreAway.class, store::nextToken);
      assertThrows(StoreAway.class, () -> store.get("k"));
      assertTrue(store.create("k", "x", FOREVER).toString().contains("store_rewound"));
    }
  }

  @Test
  void talksTlsAndSaysWhatIsWrong() throws IOException {
    var authority = new TestAuthority(directory.resolve("ca"));
    var stranger = new TestAuthority(directory.resolve("stranger"));
    TestAuthority.Signed signed = authority.sign("postgres");
    TestAuthority.Signed member = authority.sign("wubot");
    Path shared = Files.createTempDirectory("wubot-postgres-tls-");
    try {
      Path certificate = Files.copy(signed.certificate(), shared.resolve("server.pem"));
      Path key = Files.copy(signed.key(), shared.resolve("server.key"));
      Path ca = Files.copy(authority.certificate(), shared.resolve("ca.pem"));
      Postgres.own(shared);
      try (Postgres server =
          Postgres.running(
              "ssl=on",
              "ssl_cert_file=" + certificate,
              "ssl_key_file=" + key,
              "ssl_ca_file=" + ca)) {
        StoreTls believing = StoreTls.DEFAULT.withAuthority(authority.certificate());
        for (StoreTls tls :
            List.of(believing, believing.withClient(member.certificate(), member.key()))) {
          try (Store store = Stores.open(new StoreSettings(server.uri(), TIMEOUT, tls))) {
            assertTrue(store.nextToken() > 0);
          }
        }
        try (Store store =
            Stores.open(
                new StoreSettings(
                    server.uri(),
                    TIMEOUT,
                    StoreTls.DEFAULT.withAuthority(stranger.certificate())))) {
          StoreAway away = assertThrows(StoreAway.class, () -> store.get("k"));
          assertTrue(away.getMessage().contains("not signed by an authority"), away.getMessage());
        }
        try (Store store =
            Stores.open(server.uri() + "?sslmode=verify-full&sslrootcert=/nowhere", TIMEOUT)) {
          StoreAway away = assertThrows(StoreAway.class, () -> store.get("k"));
          assertTrue(away.getMessage().contains("/nowhere"), away.getMessage());
        }
      }
    } finally {
      ServerProgram.delete(shared);
    }
  }
}
