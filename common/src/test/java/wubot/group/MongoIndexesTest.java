// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The address, the collection and the indexes of a MongoDB, as the errbot plugin has them. */
@Tag("slow")
class MongoIndexesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private Mongo mongo;
  private MongoClient client;
  private MongoCollection<Document> collection;

  @BeforeEach
  void start() {
    mongo = Mongo.bare();
    client = MongoClients.create(mongo.uri());
    var uri = new com.mongodb.ConnectionString(mongo.uri());
    collection = client.getDatabase(uri.getDatabase()).getCollection(uri.getCollection());
  }

  @AfterEach
  void stop() {
    client.close();
    mongo.close();
  }

  private Map<String, Long> indexes() {
    Map<String, Long> found = new TreeMap<>();
    for (Document index : collection.listIndexes()) {
      if (index.get("expireAfterSeconds") instanceof Number seconds) {
        found.put(index.getString("name"), seconds.longValue());
      }
    }
    return found;
  }

  private static MongoIndexes.Ttls ttls(long claims, long flows) {
    return new MongoIndexes.Ttls(Duration.ofSeconds(claims), Duration.ofSeconds(flows));
  }

  @Test
  void makesTheIndexesOfThePluginAndReplacesOtherTimes() {
    try (Store store = mongo.open(TIMEOUT)) {
      assertTrue(store.create("k", "one", Duration.ofSeconds(5)).isApplied());
      assertEquals(
          Map.of("datetime_ttl", 60L, "datetime_flow_ttl", 300L, "removable_ttl", 0L), indexes());
    }
    try (Store store = mongo.open(ttls(7, 9), TIMEOUT);
        Store other = mongo.open(ttls(8, 9), TIMEOUT)) {
      assertTrue(store.create("l", "one", Duration.ZERO).isApplied());
      assertEquals(7L, indexes().get("datetime_ttl"));
      assertEquals(9L, indexes().get("datetime_flow_ttl"));
      assertTrue(store.get("k").isPresent(), "what was there stays");
      assertTrue(other.create("m", "one", Duration.ZERO).isApplied());
      assertEquals(8L, indexes().get("datetime_ttl"));
      assertTrue(store.create("n", "one", Duration.ZERO).isApplied());
      assertEquals(8L, indexes().get("datetime_ttl"), "no flip-flop while both run");
    }
  }

  @Test
  void putsADateWhereAnEntryMayGo() {
    try (Store store = mongo.open(TIMEOUT)) {
      store.create("claim", "", Duration.ofSeconds(60));
      store.create("flow", "", Duration.ofSeconds(61));
      store.create("long", "", Duration.ofHours(24));
      store.create("ever", "", Duration.ZERO);
      assertEquals(List.of("datetime"), dates("claim"));
      assertEquals(List.of("datetime_flow"), dates("flow"));
      assertEquals(List.of("removable"), dates("long"));
      assertEquals(List.of(), dates("ever"));
      long version = store.get("claim").orElseThrow().version();
      assertTrue(store.replace("claim", version, "", Duration.ZERO).isApplied());
      assertEquals(List.of(), dates("claim"));
    }
  }

  private List<String> dates(String key) {
    Document found = collection.find(new Document("_id", key)).first();
    List<String> dates = new ArrayList<>(found.keySet());
    dates.removeAll(List.of("_id", "value", "version"));
    return dates;
  }

  @Test
  void manyMayComeFirst() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Boolean>> members = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String key = "k" + i;
        members.add(
            () -> {
              try (Store store = mongo.open(TIMEOUT)) {
                return store.create(key, "one", Duration.ofSeconds(1)).isApplied();
              }
            });
      }
      for (Future<Boolean> member : threads.invokeAll(members)) {
        assertTrue(member.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(3, indexes().size());
  }

  @Test
  void saysWhatIsMissingInTheAddressWithoutThePassword() {
    assertDoesNotThrow(() -> MongoUri.check("mongodb://u:p@h:27017/errbot.commands"));
    complains("mongodb://u:never-shown@h:27017", "no database and no collection");
    complains("mongodb://u:never-shown@h:27017/", "no database and no collection");
    complains("mongodb://u:never-shown@h:27017/errbot", "/errbot.collection");
    complains("u:never-shown@h:27017/errbot.c", "begins like mongodb://");
    complains("mongodb://u:never-shown/x@h:27017/errbot.c", "%3A");
    complains("mongodb://u:never-shown@h:port/errbot.c", "cannot be understood");
  }

  private static void complains(String uri, String about) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> MongoUri.check(uri));
    assertTrue(e.getMessage().contains(about), e.getMessage());
    for (Throwable one = e; one != null; one = one.getCause()) {
      assertFalse(one.toString().contains("never-shown"), one.toString());
    }
  }
}
