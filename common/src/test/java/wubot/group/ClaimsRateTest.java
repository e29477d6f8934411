// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;

/**
 * How many effects three members claim and finish in a second, beside what the store itself can do
 * with as many threads: a creation and a replacement each. Prints figures; asserts only that each
 * was done once. For figures worth writing down: {@code -Dwubot.claims.rate=5000}.
 */
@Tag("slow")
class ClaimsRateTest {
  private static final int IDS = Integer.getInteger("wubot.claims.rate", 500);
  private static final int THREADS = 8;
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir Path home;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void inMemory() throws Exception {
    MemoryStore store = new MemoryStore();
    measure("memory", store::sibling);
  }

  @Test
  void inFiles() throws Exception {
    measure("file", () -> new FileStore(home.resolve("store"), PATIENT));
  }

  @Test
  void inEtcd() throws Exception {
    try (Etcd etcd = Etcd.alone()) {
      measure("etcd", () -> etcd.open(PATIENT));
    }
  }

  @Test
  void inPostgres() throws Exception {
    try (Postgres postgres = Postgres.running()) {
      measure("postgresql", () -> postgres.open(PATIENT));
    }
  }

  @Test
  void inMongo() throws Exception {
    try (Mongo mongo = Mongo.inMemory()) {
      measure("mongodb (in memory)", () -> mongo.open(PATIENT));
    }
  }

  private void measure(String name, Callable<Store> open) throws Exception {
    List<Store> ways = List.of(open.call(), open.call(), open.call());
    try {
      raw(ways, "warm", IDS / 10);
      members(ways, "warmth", IDS / 10);
      long raw = raw(ways, "raw", IDS);
      long claimed = members(ways, "claims", IDS);
      System.out.printf(
          "%s: %d creations and replacements a second by the store alone, %d claims a second by"
              + " three members (%d %%)%n",
          name, raw, claimed, claimed * 100 / raw);
    } finally {
      ways.forEach(Store::close);
    }
  }

  /** As many threads in all as the members have. */
  private long raw(List<Store> ways, String group, int count) throws Exception {
    final AtomicInteger next = new AtomicInteger();
    final String value = "x".repeat(180);
    long began = System.nanoTime();
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < THREADS * ways.size(); i++) {
      Store way = ways.get(i % ways.size());
      work.add(
          () -> {
            for (int id = next.getAndIncrement(); id < count; id = next.getAndIncrement()) {
              String key = group + "/" + id;
              Outcome created = way.create(key, value, Duration.ZERO);
              Entry entry =
                  created instanceof Outcome.Applied applied
                      ? applied.entry()
                      : way.get(key).orElseThrow(); // the machine is busy, the answer was late
              way.replace(key, entry.version(), value, Duration.ofMinutes(1));
            }
            return null;
          });
    }
    for (Future<Void> each : threads.invokeAll(work)) {
      each.get();
    }
    return count * 1_000_000_000L / (System.nanoTime() - began);
  }

  private long members(List<Store> ways, String group, int count) throws Exception {
    final List<String> names = List.of("joe", "mike", "robert");
    final AtomicInteger done = new AtomicInteger();
    final List<Claims> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ClaimPlace place = new ClaimPlace(ways.get(i), group, names.get(i), "1", GroupClock.system());
      Claims claims = new Claims(place, () -> names, ClaimSettings.usual(), () -> false);
      claims.tidy();
      all.add(claims);
    }
    long began = System.nanoTime();
    List<Callable<Void>> work = new ArrayList<>();
    all.forEach(claims -> work.add(() -> courier(claims, count, done)));
    for (Future<Void> each : threads.invokeAll(work)) {
      each.get();
    }
    long nanos = System.nanoTime() - began;
    assertEquals(count, done.get(), "each once");
    all.forEach(Claims::close);
    return count * 1_000_000_000L / nanos;
  }

  private static Void courier(Claims claims, int count, AtomicInteger done) {
    Map<Long, Long> rows = new TreeMap<>(); // sequence, and when to look again
    long next = 1;
    Duration age = Duration.ofMinutes(1);
    while (next <= count || !rows.isEmpty()) {
      while (rows.size() < 64 && next <= count) {
        rows.put(next++, 0L);
      }
      long now = System.nanoTime();
      List<Claims.Question> questions =
          rows.entrySet().stream()
              .filter(row -> row.getValue() - now <= 0 || row.getValue() == 0)
              .map(Map.Entry::getKey)
              .map(id -> ClaimId.of(new Identity("origin", 7, id), "rule", 0))
              .map(id -> new Claims.Question(id, Policy.AT_LEAST_ONCE, age))
              .toList();
      if (questions.isEmpty()) {
        LockSupport.parkNanos(1_000_000L);
        continue;
      }
      List<Ruling> rulings = claims.askAll(questions, 64);
      List<CompletableFuture<Claim.Ending>> endings = new ArrayList<>();
      for (int i = 0; i < rulings.size(); i++) {
        long id = questions.get(i).id().message().orElseThrow().sequence();
        if (rulings.get(i) instanceof Ruling.Elsewhere elsewhere) {
          rows.put(id, System.nanoTime() + elsewhere.lookAgain().toNanos());
        } else if (rulings.get(i) instanceof Ruling.Mine mine) {
          done.incrementAndGet();
          endings.add(mine.claim().completeSoon());
        } else if (rulings.get(i) instanceof Ruling.Done) {
          rows.remove(id);
        }
      }
      endings.forEach(CompletableFuture::join);
    }
    return null;
  }
}
