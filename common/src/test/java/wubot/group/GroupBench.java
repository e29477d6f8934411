// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;

/**
 * Measures what claims cost: a key created and replaced once, by one thread and by eight, beside
 * what the bare store writes in the same run; and reads everything again for what is missing or was
 * won twice.
 *
 * <p>Arguments: seconds a round, then the stores to measure.
 */
public final class GroupBench {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** As long as a claim's record. */
  private static final String VALUE =
      "{\"state\":\"%s\",\"owner\":\"joe#0b1e5a1c-6f0e-4a52-9d1c-6b8f6f3a8a77\",\"attempt\":"
          + "\"5f0c4d9e-1111-4c6e-9a3e-5b8d1f1b7c11\",\"token\":123456,\"n\":1,\"ttl\":\"10s\"}";

  private interface Raw extends AutoCloseable {
    @Override
    void close() throws IOException, SQLException;

    void write(int thread, long number) throws Exception;
  }

  private record Round(
      String store, int threads, double claims, double writes, double raw, long lost, long twice) {}

  private GroupBench() {}

  /** Runs all rounds and prints a table and JSON. */
  public static void main(String[] arguments) throws Exception {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 5;
    List<String> stores =
        arguments.length > 1
            ? List.of(arguments).subList(1, arguments.length)
            : List.of("file", "etcd", "postgresql", "mongodb");
    System.out.println(
        "store       threads   claims/s   writes/s   bare writes/s   ratio   lost  twice");
    var json = new StringBuilder();
    for (String store : stores) {
      for (int threads : new int[] {1, 8}) {
        Round round = round(store, threads, seconds);
        System.out.printf(
            Locale.ROOT,
            "%-11s %7d %10.0f %10.0f %15.0f %7.2f %6d %6d%n",
            round.store,
            round.threads,
            round.claims,
            round.writes,
            round.raw,
            round.writes / round.raw,
            round.lost,
            round.twice);
        json.append(json.isEmpty() ? "[" : ",").append(json(round));
      }
    }
    System.out.println(json.append(']'));
    System.out.println(
        "mongodb is mongo-java-server in this process unless WUBOT_TEST_MONGO_URI is set");
  }

  private static String json(Round round) {
    return String.format(
        Locale.ROOT,
        "{\"store\":\"%s\",\"threads\":%d,\"claims_per_second\":%.0f,\"writes_per_second\":%.0f,"
            + "\"bare_writes_per_second\":%.0f,\"lost\":%d,\"twice\":%d}",
        round.store,
        round.threads,
        round.claims,
        round.writes,
        round.raw,
        round.lost,
        round.twice);
  }

  private static Round round(String kind, int threads, double seconds) throws Exception {
    Path directory =
        Files.createTempDirectory(
            Path.of(System.getProperty("wubot.bench", "target")).toAbsolutePath(), "bench-group-");
    try (StoreServer server = server(kind, directory);
        Store store = server.open(TIMEOUT);
        Store other = server.open(TIMEOUT);
        Raw raw = raw(kind, server, directory, threads)) {
      long unused = store.nextToken() + other.nextToken();
      // In turns, so that both meet the same machine; the first one only warms up.
      double bare = 0;
      double claimed = 0;
      var claims = new Claiming(List.of(store, other), threads);
      for (int turn = 0; turn < 3; turn++) {
        double someBare = rate(threads, seconds / 2, raw::write);
        double someClaims = claims.rate(seconds / 2);
        if (turn > 0) {
          bare += someBare / 2;
          claimed += someClaims / 2;
        }
      }
      return new Round(
          kind, threads, claimed, 2 * claimed, bare, claims.lost(other), claims.twice.get());
    } finally {
      ServerProgram.delete(directory);
    }
  }

  /** Each of the threads claims its numbers; one in ten is tried by the next thread as well. */
  private static final class Claiming {

    private final List<Store> stores;
    private final int threads;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private final AtomicLong twice = new AtomicLong();

    Claiming(List<Store> stores, int threads) {
      this.stores = stores;
      this.threads = threads;
    }

    double rate(double seconds) throws Exception {
      return GroupBench.rate(threads, seconds, (thread, ignored) -> claim(thread));
    }

    private void claim(int thread) {
      long number = numbers.incrementAndGet();
      String key = "bench/claim/" + number;
      Store mine = stores.get(thread % 2);
      Outcome created = mine.create(key, String.format(VALUE, "HANDLING"), Duration.ofHours(1));
      if (!(created instanceof Outcome.Applied applied)) {
        throw new IllegalStateException(key + ": " + created);
      }
      if (number % 10 == 0
          && stores.get((thread + 1) % 2).create(key, "other", Duration.ZERO).isApplied()) {
        twice.incrementAndGet();
      }
      Outcome finished =
          mine.replace(
              key, applied.entry().version(), String.format(VALUE, "DONE"), Duration.ofHours(1));
      if (!finished.isApplied()) {
        throw new IllegalStateException(key + ": " + finished);
      }
      if (done.put(key, thread) != null) {
        twice.incrementAndGet();
      }
    }

    /** Claims that were finished and are not there, or not finished there. */
    long lost(Store store) {
      long there = 0;
      String after = "";
      for (List<Entry> page = store.list("bench/claim/", after, 1000);
          !page.isEmpty();
          page = store.list("bench/claim/", after, 1000)) {
        for (Entry entry : page) {
          if (done.containsKey(entry.key()) && entry.value().contains("\"DONE\"")) {
            there++;
          }
        }
        after = page.get(page.size() - 1).key();
      }
      return done.size() - there;
    }
  }

  private interface Step {
    void run(int thread, long number) throws Exception;
  }

  private static double rate(int threads, double seconds, Step step) throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    var count = new AtomicLong();
    var failure = new ConcurrentHashMap<String, Exception>();
    List<Thread> all = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      var one =
          new Thread(
              () -> {
                try {
                  while (System.nanoTime() < end) {
                    step.run(thread, count.incrementAndGet());
                  }
                } catch (Exception e) {
                  failure.put("first", e);
                }
              });
      all.add(one);
      one.start();
    }
    for (Thread one : all) {
      one.join();
    }
    if (!failure.isEmpty()) {
      throw failure.get("first");
    }
    return count.get() / ((System.nanoTime() - began) / 1e9);
  }

  private static StoreServer server(String kind, Path directory) {
    return switch (kind) {
      case "file" -> new NoServer(directory.resolve("store"));
      case "etcd" -> Etcd.alone();
      case "postgresql" -> Postgres.running();
      case "mongodb" -> Mongo.real().orElseGet(Mongo::inMemory);
      default -> throw new IllegalArgumentException("no store of the kind " + kind);
    };
  }

  /** A directory needs no server. */
  private record NoServer(Path directory) implements StoreServer {

    @Override
    public Store open(Duration timeout) {
      return new FileStore(directory, timeout);
    }

    @Override
    public void freeze() {}

    @Override
    public void thaw() {}

    @Override
    public void stop() {}

    @Override
    public void start() {}

    @Override
    public void close() {}
  }

  private static Raw raw(String kind, StoreServer server, Path directory, int threads)
      throws Exception {
    byte[] value = String.format(VALUE, "DONE").getBytes(UTF_8);
    return switch (kind) {
      case "file" -> rawFiles(directory, threads, value);
      case "etcd" -> rawEtcd((Etcd) server);
      case "postgresql" -> rawPostgres((Postgres) server, threads);
      default -> rawMongo((Mongo) server);
    };
  }

  /** A file each, appended to and forced. */
  private static Raw rawFiles(Path directory, int threads, byte[] value) throws IOException {
    List<FileChannel> files = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      files.add(
          FileChannel.open(
              directory.resolve("raw" + i), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }
    return new Raw() {
      @Override
      public void write(int thread, long number) throws IOException {
        int unused = files.get(thread).write(ByteBuffer.wrap(value));
        files.get(thread).force(false);
      }

      @Override
      public void close() throws IOException {
        for (FileChannel file : files) {
          file.close();
        }
      }
    };
  }

  /** Puts through the same gateway. */
  private static Raw rawEtcd(Etcd etcd) {
    var client =
        new EtcdClient(List.of(etcd.endpoint()), new EtcdClient.Login("", ""), TIMEOUT.toNanos());
    return new Raw() {
      @Override
      public void write(int thread, long number) throws IOException {
        EtcdAnswer answer =
            client.ask(EtcdRequest.put("raw/" + number, String.format(VALUE, "DONE")));
        if (answer.failed()) {
          throw new IOException(answer.error());
        }
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  /** Rows of a table of two columns, each a transaction. */
  private static Raw rawPostgres(Postgres server, int threads) throws Exception {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      connections.add(
          DriverManager.getConnection(
              "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
              "wubot",
              Postgres.PASSWORD));
    }
    try (var statement = connections.get(0).createStatement()) {
      boolean unused =
          statement.execute("CREATE TABLE raw (key text COLLATE \"C\" PRIMARY KEY, value text)");
    }
    var rows = new AtomicInteger();
    return new Raw() {
      @Override
      public void write(int thread, long number) throws Exception {
        try (PreparedStatement insert =
            connections.get(thread).prepareStatement("INSERT INTO raw VALUES (?, ?)")) {
          insert.setString(1, "raw/" + rows.incrementAndGet());
          insert.setString(2, String.format(VALUE, "DONE"));
          int unused = insert.executeUpdate();
        }
      }

      @Override
      public void close() throws SQLException {
        for (Connection connection : connections) {
          connection.close();
        }
      }
    };
  }

  /** Documents, acknowledged by a majority and journaled. */
  private static Raw rawMongo(Mongo server) {
    MongoClient client = MongoClients.create(server.uri());
    MongoCollection<Document> raw =
        client
            .getDatabase("wubot_test")
            .getCollection("raw" + System.nanoTime())
            .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    var rows = new AtomicInteger();
    return new Raw() {
      @Override
      public void write(int thread, long number) {
        var unused =
            raw.insertOne(
                new Document("_id", "raw/" + rows.incrementAndGet())
                    .append("value", String.format(VALUE, "DONE")));
      }

      @Override
      public void close() {
        raw.drop();
        client.close();
      }
    };
  }
}
