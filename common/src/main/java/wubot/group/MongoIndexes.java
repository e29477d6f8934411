// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collection of a {@link MongoStore} and its time-to-live indexes: two for what lives a short
 * while after the server's clock, named as in the errbot plugin, and one for all longer times.
 *
 * <p>Whoever comes first makes them; that several members come first at the same time is expected.
 * MongoDB removes what is over within a minute or so, never sooner; nothing is decided by it.
 */
final class MongoIndexes {

  private static final Logger LOG = LoggerFactory.getLogger(MongoIndexes.class);

  static final String DATETIME = "datetime";
  static final String DATETIME_FLOW = "datetime_flow";
  static final String REMOVABLE = "removable";
  static final List<String> FIELDS = List.of(DATETIME, DATETIME_FLOW, REMOVABLE);

  private static final int INDEX_NOT_FOUND = 27;
  private static final int NAMESPACE_EXISTS = 48;
  private static final int OPTIONS_CONFLICT = 85;
  private static final int KEYS_CONFLICT = 86;

  /**
   * How long after its date an entry goes.
   *
   * @param claims of the index {@code datetime_ttl}, 60 s unless set
   * @param flows of the index {@code datetime_flow_ttl}, 300 s unless set
   */
  record Ttls(Duration claims, Duration flows) {

    static final Ttls DEFAULT = new Ttls(Duration.ofSeconds(60), Duration.ofSeconds(300));
  }

  private final MongoDatabase database;
  private final String collection;
  private final Ttls ttls;
  private final String where;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean prepared;

  MongoIndexes(MongoDatabase database, String collection, Ttls ttls, String where) {
    this.database = database;
    this.collection = collection;
    this.ttls = ttls;
    this.where = where;
  }

  /** Which date an entry carries that has to stay this long; empty for none. */
  String fieldFor(Duration retain) {
    if (retain.isZero()) {
      return "";
    }
    if (retain.compareTo(ttls.claims()) <= 0) {
      return DATETIME;
    }
    return retain.compareTo(ttls.flows()) <= 0 ? DATETIME_FLOW : REMOVABLE;
  }

  /** Makes what is not there, once; who cannot wait goes on without. */
  void prepare() {
    if (prepared || !lock.tryLock()) {
      return;
    }
    try {
      if (!database.listCollectionNames().into(new ArrayList<>()).contains(collection)) {
        tolerating(Set.of(NAMESPACE_EXISTS), () -> database.createCollection(collection));
        LOG.info("{}: made the collection", where);
      }
      Map<String, Long> there = new HashMap<>();
      for (Document index : database.getCollection(collection).listIndexes()) {
        Object seconds = index.get("expireAfterSeconds");
        there.put(index.getString("name"), seconds instanceof Number n ? n.longValue() : -1L);
      }
      ensure(there, DATETIME, ttls.claims());
      ensure(there, DATETIME_FLOW, ttls.flows());
      ensure(there, REMOVABLE, Duration.ZERO);
      prepared = true;
    } finally {
      lock.unlock();
    }
  }

  private void ensure(Map<String, Long> there, String field, Duration ttl) {
    String name = field + "_ttl";
    long seconds = EtcdStore.seconds(ttl);
    Long now = there.get(name);
    if (now == null) {
      create(field, name, seconds);
      LOG.info("{}: made the index {} of {} s", where, name, seconds);
    } else if (now != seconds) {
      LOG.warn(
          "ttl_mismatch: {}: the index {} had {} s and has {} s now; members with other settings"
              + " change it back when they start",
          where,
          name,
          now,
          seconds);
      change(field, name, seconds);
    }
  }

  private void change(String field, String name, long seconds) {
    try {
      Document unused =
          database.runCommand(
              new Document("collMod", collection)
                  .append(
                      "index", new Document("name", name).append("expireAfterSeconds", seconds)));
    } catch (MongoException e) {
      LOG.debug("{}: collMod was refused, so the index is made anew", where, e);
      tolerating(Set.of(INDEX_NOT_FOUND), () -> database.getCollection(collection).dropIndex(name));
      create(field, name, seconds);
    }
  }

  private void create(String field, String name, long seconds) {
    tolerating(
        Set.of(OPTIONS_CONFLICT, KEYS_CONFLICT),
        () -> {
          String unused =
              database
                  .getCollection(collection)
                  .createIndex(
                      Indexes.ascending(field),
                      new IndexOptions().name(name).expireAfter(seconds, TimeUnit.SECONDS));
        });
  }

  private void tolerating(Set<Integer> codes, Runnable command) {
    try {
      command.run();
    } catch (MongoCommandException e) {
      if (!codes.contains(e.getErrorCode())) {
        throw e;
      }
      LOG.debug("{}: another member was faster, or did it in another way", where, e);
    }
  }
}
