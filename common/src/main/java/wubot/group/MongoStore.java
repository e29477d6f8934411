// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import com.mongodb.ConnectionString;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The store of a group whose members share a collection of a MongoDB.
 *
 * <p>An entry is a document: its key is {@code _id}. Writings are acknowledged by a majority, in
 * their journals; readings are linearizable. Versions are made of a number that this member drew
 * from a counter document when it began, and one that it counts itself, so that they cost no
 * question. What may be removed carries a date under one of the time-to-live indexes, see {@link
 * MongoIndexes}. It does not watch: change streams need a replica set, and who watches polls.
 */
public final class MongoStore implements Store {

  private static final int NOT_A_REPLICA_SET = 123;
  private static final int DUPLICATE = 11_000;

  /** Bits of a version that a member counts itself. */
  private static final int OWN_BITS = 24;

  private final String where;
  private final String secret;
  private final MongoClient client;
  private final MongoCollection<Document> entries;
  private final MongoIndexes indexes;
  private final Rewound rewound = new Rewound();
  private final AtomicLong versions = new AtomicLong();
  private volatile ReadConcern linearizable = ReadConcern.LINEARIZABLE;
  private volatile boolean closed;

  /**
   * Connects when first used.
   *
   * @param connection checked by {@link MongoUri}
   * @param login instead of the one in the connection
   * @param tls also without {@code tls=true} in the connection
   * @param ttls of the two indexes
   * @param timeout for each operation, more than zero
   */
  MongoStore(
      ConnectionString connection,
      Optional<MongoCredential> login,
      Optional<SSLContext> tls,
      MongoIndexes.Ttls ttls,
      Duration timeout) {
    this.secret =
        login
            .or(() -> Optional.ofNullable(connection.getCredential()))
            .map(MongoCredential::getPassword)
            .map(String::new)
            .orElse("");
    this.where =
        "mongodb at "
            + String.join(", ", connection.getHosts())
            + "/"
            + connection.getDatabase()
            + "."
            + connection.getCollection();
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applyConnectionString(connection)
            .applicationName("wubot")
            .writeConcern(WriteConcern.MAJORITY.withJournal(true))
            .readConcern(ReadConcern.MAJORITY)
            .readPreference(ReadPreference.primary())
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    Optional<MongoClientSettings.Builder> unused = login.map(settings::credential);
    tls.ifPresent(
        context -> settings.applyToSslSettings(ssl -> ssl.enabled(true).context(context)));
    this.client = MongoClients.create(settings.build());
    this.entries =
        client.getDatabase(connection.getDatabase()).getCollection(connection.getCollection());
    this.indexes =
        new MongoIndexes(
            client.getDatabase(connection.getDatabase()), connection.getCollection(), ttls, where);
  }

  @Override
  public Optional<Entry> get(String key) {
    Limits.checkKey(key);
    return read(() -> find(Filters.eq("_id", key)).map(MongoStore::entry));
  }

  @Override
  public Outcome create(String key, String value, Duration retain) {
    Limits.check(key, value);
    return write(
        () -> {
          long version = nextVersion();
          // No document has this version, so it is inserted, or the key is there already.
          try {
            entries.updateOne(
                standing(key, -1),
                update(value, version, retain),
                new UpdateOptions().upsert(true));
          } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
              return new Outcome.NotApplied();
            }
            throw e;
          }
          return new Outcome.Applied(new Entry(key, value, version));
        });
  }

  @Override
  public Outcome replace(String key, long version, String value, Duration retain) {
    Limits.check(key, value);
    return write(
        () -> {
          long next = nextVersion();
          boolean stood =
              entries
                      .updateOne(standing(key, version), update(value, next, retain))
                      .getMatchedCount()
                  == 1;
          return stood
              ? new Outcome.Applied(new Entry(key, value, next))
              : new Outcome.NotApplied();
        });
  }

  @Override
  public Outcome delete(String key, long version) {
    Limits.checkKey(key);
    return write(
        () -> {
          Document gone = entries.findOneAndDelete(standing(key, version));
          return gone == null ? new Outcome.NotApplied() : new Outcome.Applied(entry(gone));
        });
  }

  @Override
  public long nextToken() {
    long before = rewound.highest();
    long token = read(() -> count("token"));
    rewound.saw(token, before + 1);
    return token;
  }

  @Override
  public List<Entry> list(String prefix, String after, int max) {
    Limits.checkPage(max);
    boolean fromPrefix = Limits.beginsAtPrefix(prefix, after);
    Bson from = fromPrefix ? Filters.gte("_id", prefix) : Filters.gt("_id", after);
    Bson range = Filters.and(from, Filters.lt("_id", prefix + Limits.LARGEST));
    return read(
        () -> {
          // Only reading one document can be linearizable; after that this is as good.
          Optional<Document> unused = find(Filters.eq("_id", counter("token")));
          List<Entry> page = new ArrayList<>();
          for (Document next : entries.find(range).sort(Sorts.ascending("_id")).limit(max)) {
            Entry entry = entry(next);
            if (!entry.key().startsWith(prefix)) {
              break;
            }
            page.add(entry);
          }
          return page;
        });
  }

  @Override
  public String describe() {
    return where;
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }

  private static Bson standing(String key, long version) {
    return new Document("_id", key).append("version", version);
  }

  private Bson update(String value, long version, Duration retain) {
    List<Bson> parts = new ArrayList<>();
    parts.add(Updates.set("value", value));
    parts.add(Updates.set("version", version));
    String field = indexes.fieldFor(retain);
    for (String one : MongoIndexes.FIELDS) {
      if (!one.equals(field)) {
        parts.add(Updates.unset(one));
      } else if (one.equals(MongoIndexes.REMOVABLE)) {
        // By this member's clock, which may be wrong: hence a day more.
        parts.add(Updates.set(one, Date.from(Instant.now().plus(retain).plus(Duration.ofDays(1)))));
      } else {
        parts.add(Updates.currentDate(one));
      }
    }
    return Updates.combine(parts);
  }

  private long nextVersion() {
    indexes.prepare();
    while (true) {
      long next = versions.incrementAndGet();
      if (next >> OWN_BITS > 0 && (next & ((1L << OWN_BITS) - 1)) != 0) {
        return next;
      }
      synchronized (versions) {
        long now = versions.get();
        if (now >> OWN_BITS == 0 || (now & ((1L << OWN_BITS) - 1)) < 1 << 20) {
          versions.set(count("member") << OWN_BITS);
        }
      }
    }
  }

  private static Document counter(String name) {
    return new Document("counter", name);
  }

  private long count(String name) {
    while (true) {
      try {
        Document after =
            entries.findOneAndUpdate(
                Filters.eq("_id", counter(name)),
                Updates.inc("number", 1L),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
        if (after == null) {
          throw new MongoException("the counter gave no number");
        }
        return after.getLong("number");
      } catch (MongoCommandException e) {
        if (e.getErrorCode() != DUPLICATE) { // two members began at the same time
          throw e;
        }
      }
    }
  }

  private Optional<Document> find(Bson filter) {
    try {
      return Optional.ofNullable(entries.withReadConcern(linearizable).find(filter).first());
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != NOT_A_REPLICA_SET) {
        throw e;
      }
      linearizable = ReadConcern.LOCAL; // one that is alone has nothing but the latest
      return find(filter);
    }
  }

  private Outcome write(Supplier<Outcome> operation) {
    try {
      if (closed) {
        return new Outcome.Unknown("this store is closed");
      }
      long unused = rewound.highest();
      return operation.get();
    } catch (StoreAway e) {
      return new Outcome.Unknown(e.getMessage());
    } catch (MongoException e) {
      return new Outcome.Unknown(why(e));
    }
  }

  private <T> T read(Supplier<T> operation) {
    if (closed) {
      throw new StoreAway("this store is closed");
    }
    long unused = rewound.highest(); // holds once it has gone back
    try {
      return operation.get();
    } catch (MongoException e) {
      throw new StoreAway(why(e));
    }
  }

  private String why(MongoException e) {
    String why = Trouble.explain(where, e);
    return secret.isEmpty() ? why : why.replace(secret, "***");
  }

  private static Entry entry(Document document) {
    return new Entry(
        document.getString("_id"), document.getString("value"), document.getLong("version"));
  }
}
