// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A MongoDB behind a cable: the one in memory of mongo-java-server, or a real one. */
final class Mongo implements StoreServer {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Optional<MongoServer> inMemory;
  private final TcpProxy proxy;
  private final String login;
  private final String collection;

  private Mongo(Optional<MongoServer> inMemory, String host, int port, String login) {
    this.inMemory = inMemory;
    this.proxy = new TcpProxy(host, port);
    this.login = login;
    this.collection = "wubot_test.c" + System.nanoTime() + COUNT.incrementAndGet();
  }

  /** One in memory, empty but for an index that it needs to find entries without reading all. */
  static Mongo inMemory() {
    Mongo mongo = bare();
    try (MongoClient client = MongoClients.create(mongo.uri())) {
      String[] name = mongo.collection.split("[.]", 2);
      String unused =
          client
              .getDatabase(name[0])
              .getCollection(name[1])
              .createIndex(Indexes.ascending("_id", "version"), new IndexOptions().unique(true));
    }
    return mongo;
  }

  /** One in memory, without even a collection. */
  static Mongo bare() {
    var server = new MongoServer(new OneAtATime());
    server.bind("127.0.0.1", 0);
    return new Mongo(Optional.of(server), "127.0.0.1", server.getLocalAddress().getPort(), "");
  }

  /** The one that the environment variable WUBOT_TEST_MONGO_URI leads to, in a new collection. */
  static Optional<Mongo> real() {
    return Optional.ofNullable(System.getenv("WUBOT_TEST_MONGO_URI"))
        .map(text -> StoreUri.parse(text, 27017))
        .map(
            uri ->
                new Mongo(
                    Optional.empty(),
                    uri.hosts().get(0).name(),
                    uri.hosts().get(0).port(),
                    uri.user().isEmpty() ? "" : uri.user() + ":" + uri.password() + "@"));
  }

  /**
   * Its commands are not atomic by themselves, as those of a real one are, and its answers hold the
   * very documents that the next command changes while they are sent.
   */
  private static final class OneAtATime extends MemoryBackend {

    @Override
    public synchronized Document handleCommand(
        Channel channel, String database, String command, Document query) {
      return super.handleCommand(channel, database, command, query).cloneDeeply();
    }

    @Override
    public synchronized Document handleMessage(MongoMessage message) {
      return super.handleMessage(message).cloneDeeply();
    }
  }

  String uri() {
    return "mongodb://"
        + login
        + "127.0.0.1:"
        + proxy.port()
        + "/"
        + collection
        + "?directConnection=true&authSource=admin";
  }

  @Override
  public Store open(Duration timeout) {
    return open(MongoIndexes.Ttls.DEFAULT, timeout);
  }

  Store open(MongoIndexes.Ttls ttls, Duration timeout) {
    return new MongoStore(MongoUri.check(uri()), Optional.empty(), Optional.empty(), ttls, timeout);
  }

  @Override
  public void freeze() {
    proxy.block();
  }

  @Override
  public void thaw() {
    proxy.mend();
  }

  @Override
  public void stop() {
    proxy.cut();
  }

  @Override
  public void start() {
    proxy.mend();
  }

  @Override
  public void close() {
    if (inMemory.isEmpty()) {
      proxy.mend();
      try (MongoClient client = MongoClients.create(uri())) {
        String[] name = collection.split("[.]", 2);
        client.getDatabase(name[0]).getCollection(name[1]).drop();
      }
    }
    proxy.close();
    inMemory.ifPresent(MongoServer::shutdownNow);
  }
}
