// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every kind of store promises, whatever is behind it. Each test works below its own key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreContract {

  /** For what must succeed, on a machine that has much else to do. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  /** For what must fail. */
  private static final Duration SHORT = Duration.ofMillis(400);

  /**
   * How much later than its deadline an operation may return on such a machine; still earlier than
   * those that are patient.
   */
  private static final Duration LEEWAY = Duration.ofSeconds(15);

  private static final Duration FOREVER = Duration.ZERO;

  private final List<Store> opened = new ArrayList<>();
  private final AtomicInteger homes = new AtomicInteger();
  private StoreServer server;
  private Store store;
  private Store other;
  private String home;

  /** Starts what is tested, empty. */
  abstract StoreServer startServer() throws Exception;

  @BeforeAll
  void startOnce() throws Exception {
    server = startServer();
  }

  @AfterAll
  void stopForGood() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void openTwo() {
    home = "t" + homes.incrementAndGet() + "/";
    store = open(PATIENT);
    other = open(PATIENT);
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Store::close);
    opened.clear();
  }

  private Store open(Duration timeout) {
    Store one = server.open(timeout);
    opened.add(one);
    return one;
  }

  // --- one at a time

  @Test
  void nothingIsUnderAKeyThatWasNeverWritten() {
    assertEquals(Optional.empty(), store.get(home + "never"));
  }

  @Test
  void whatWasCreatedIsThere() {
    Entry written = applied(store.create(home + "k", "one", FOREVER));
    assertEquals(home + "k", written.key());
    assertEquals("one", written.value());
    assertEquals(Optional.of(written), store.get(home + "k"));
    assertEquals(Optional.of(written), other.get(home + "k"));
  }

  @Test
  void createsOnlyOnce() {
    Entry first = applied(store.create(home + "k", "one", FOREVER));
    notApplied(store.create(home + "k", "two", FOREVER));
    notApplied(other.create(home + "k", "one", FOREVER));
    assertEquals(Optional.of(first), other.get(home + "k"));
  }

  @Test
  void replacesOnTheVersion() {
    Entry first = applied(store.create(home + "k", "one", FOREVER));
    Entry second = applied(other.replace(home + "k", first.version(), "two", FOREVER));
    assertEquals("two", second.value());
    assertTrue(second.version() != first.version(), "the version changes");
    assertEquals(Optional.of(second), store.get(home + "k"));
  }

  @Test
  void replacesWithTheSameValueAndAnotherVersion() {
    Entry first = applied(store.create(home + "k", "one", FOREVER));
    Entry second = applied(store.replace(home + "k", first.version(), "one", FOREVER));
    assertTrue(second.version() != first.version(), "the version changes");
  }

  @Test
  void doesNotReplaceOnAnotherVersion() {
    Entry first = applied(store.create(home + "k", "one", FOREVER));
    Entry second = applied(store.replace(home + "k", first.version(), "two", FOREVER));
    for (long wrong :
        new long[] {first.version(), second.version() + 1, 0, -1, 1L << 40, Long.MAX_VALUE}) {
      notApplied(other.replace(home + "k", wrong, "three", FOREVER));
    }
    assertEquals(Optional.of(second), store.get(home + "k"));
  }

  @Test
  void doesNotReplaceWhatIsNotThere() {
    notApplied(store.replace(home + "k", 0, "one", FOREVER));
    notApplied(store.replace(home + "k", 1, "one", FOREVER));
    Entry gone = applied(store.create(home + "k", "one", FOREVER));
    applied(store.delete(home + "k", gone.version()));
    notApplied(other.replace(home + "k", gone.version(), "two", FOREVER));
    assertEquals(Optional.empty(), store.get(home + "k"));
  }

  @Test
  void deletesOnTheVersion() {
    Entry first = applied(store.create(home + "k", "one", FOREVER));
    assertEquals(first, applied(other.delete(home + "k", first.version())), "as it stood");
    assertEquals(Optional.empty(), store.get(home + "k"));
    assertEquals(List.of(), store.list(home, "", 10));
  }

  @Test
  void doesNotDeleteOnAnotherVersion() {
    Entry first = applied(store.create(home + "k", "one", FOREVER));
    Entry second = applied(store.replace(home + "k", first.version(), "two", FOREVER));
    notApplied(store.delete(home + "k", first.version()));
    notApplied(store.delete(home + "k", 0));
    notApplied(store.delete(home + "other", second.version()));
    assertEquals(Optional.of(second), other.get(home + "k"));
    applied(other.delete(home + "k", second.version()));
    notApplied(other.delete(home + "k", second.version()));
  }

  @Test
  void versionsNeverRepeatEvenAfterDeletion() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      Entry made = applied(store.create(home + "k", "one", FOREVER));
      assertTrue(seen.add(made.version()), "after deletion and creation");
      Entry changed = applied(other.replace(home + "k", made.version(), "two", FOREVER));
      assertTrue(seen.add(changed.version()), "after a replacement");
      applied(store.delete(home + "k", changed.version()));
      notApplied(store.replace(home + "k", made.version(), "three", FOREVER));
    }
    Entry last = applied(store.create(home + "k", "one", FOREVER));
    for (long old : seen) {
      notApplied(other.replace(home + "k", old, "four", FOREVER));
      notApplied(other.delete(home + "k", old));
    }
    assertEquals(Optional.of(last), store.get(home + "k"));
  }

  @Test
  void keepsWhatItMayRemoveLater() {
    Entry made = applied(store.create(home + "k", "one", Duration.ofHours(1)));
    Entry changed = applied(store.replace(home + "k", made.version(), "two", Duration.ofHours(2)));
    Entry kept = applied(store.replace(home + "k", changed.version(), "three", FOREVER));
    assertEquals(Optional.of(kept), other.get(home + "k"));
  }

  // --- odd texts

  @Test
  void keysWithOddCharactersAreDifferentKeys() {
    List<Entry> made = new ArrayList<>();
    for (String odd : ODD) {
      made.add(applied(store.create(home + odd, "value of " + odd, FOREVER)));
    }
    for (Entry entry : made) {
      assertEquals(Optional.of(entry), other.get(entry.key()));
      notApplied(store.create(entry.key(), "again", FOREVER));
    }
    for (Entry entry : made) {
      applied(other.delete(entry.key(), entry.version()));
      assertEquals(Optional.empty(), store.get(entry.key()));
    }
  }

  @Test
  void listsOddPrefixesToTheLetter() {
    Set<String> keys = new TreeSet<>(Limits.KEY_ORDER);
    for (String odd : ODD) {
      keys.add(home + odd + "/a");
      keys.add(home + odd + "x");
      keys.add(home + odd);
    }
    for (String key : keys) {
      applied(store.create(key, "", FOREVER));
    }
    List<String> prefixes = Stream.concat(Stream.of(""), ODD.stream()).toList();
    for (String odd : prefixes) {
      List<String> expected = keys.stream().filter(key -> key.startsWith(home + odd)).toList();
      assertEquals(expected, keys(other.list(home + odd, "", 1000)), "below '" + odd + "'");
    }
  }

  @Test
  void keepsEveryText() {
    List<String> values =
        List.of(
            "",
            " ",
            "\n\r\t",
            "{\"a\": \"\\u0000 'b' \\\\\"}",
            "Grüße, žluťoučký kůň, 漢字, 😀, e\u0301, \u202e, \ufeff, \uffff",
            "\u0001\u001f\u007f\u0085\u2028",
            "$set {} %s ${x} ?1 :name");
    for (int i = 0; i < values.size(); i++) {
      Entry made = applied(store.create(home + i, values.get(i), FOREVER));
      assertEquals(values.get(i), made.value());
      assertEquals(Optional.of(made), other.get(home + i));
    }
    assertEquals(values, store.list(home, "", 10).stream().map(Entry::value).toList());
  }

  @Test
  void keepsTheLongestValue() {
    String longest = longest('x');
    Entry made = applied(store.create(home + "k", longest, FOREVER));
    Entry changed = applied(store.replace(home + "k", made.version(), longest('é'), FOREVER));
    assertEquals(Optional.of(changed), other.get(home + "k"));
    assertEquals(longest('é'), changed.value());
    applied(store.create(home + "l", longest("\\\"\n漢"), FOREVER));
    List<Entry> both = other.list(home, "", 1000);
    assertEquals(longest('é'), both.get(0).value());
    assertEquals(longest("\\\"\n漢"), both.get(1).value());
  }

  @Test
  void refusesWhatNotEveryStoreCouldHold() {
    String tooLong = longest('x') + "x";
    assertThrows(IllegalArgumentException.class, () -> store.create(home + "k", tooLong, FOREVER));
    assertThrows(
        IllegalArgumentException.class, () -> store.replace(home + "k", 1, tooLong, FOREVER));
    assertThrows(IllegalArgumentException.class, () -> store.create("", "x", FOREVER));
    assertThrows(IllegalArgumentException.class, () -> store.create("a\0b", "x", FOREVER));
    assertThrows(IllegalArgumentException.class, () -> store.create(home + "k", "\0", FOREVER));
    assertThrows(IllegalArgumentException.class, () -> store.list(home, "", 0));
    assertThrows(IllegalArgumentException.class, () -> store.list(home, "", 1001));
    assertEquals(Optional.empty(), store.get(home + "k"));
  }

  // --- lists

  @Test
  void listsByKeyPageByPage() {
    Set<String> keys = new TreeSet<>(Limits.KEY_ORDER);
    for (int i = 0; i < 57; i++) {
      keys.add(home + "list/" + Integer.toString(i * 7919, 36));
    }
    applied(store.create(home + "lisa", "", FOREVER));
    applied(store.create(home + "list", "", FOREVER));
    applied(store.create(home + "list0", "", FOREVER));
    applied(store.create(home + "lisu", "", FOREVER));
    keys.forEach(key -> applied(store.create(key, "value of " + key, FOREVER)));
    for (int page : new int[] {1, 7, 56, 57, 58, 1000}) {
      List<String> listed = new ArrayList<>();
      String after = "";
      while (true) {
        List<Entry> some = other.list(home + "list/", after, page);
        some.forEach(entry -> assertEquals("value of " + entry.key(), entry.value()));
        listed.addAll(keys(some));
        assertTrue(some.size() <= page);
        if (some.size() < page) {
          break;
        }
        after = some.get(some.size() - 1).key();
      }
      assertEquals(List.copyOf(keys), listed, "pages of " + page);
    }
  }

  @Test
  void listsWhatComesAfterAnyText() {
    for (String name : List.of("a", "b", "b/c", "bb", "d")) {
      applied(store.create(home + name, name, FOREVER));
    }
    assertAll(
        () -> assertEquals(List.of("a", "b", "b/c", "bb", "d"), names(store, "", "", 9)),
        () -> assertEquals(List.of("b", "b/c", "bb", "d"), names(store, "", home + "a", 9)),
        () -> assertEquals(List.of("b/c", "bb", "d"), names(store, "", home + "b", 9)),
        () -> assertEquals(List.of("bb", "d"), names(store, "", home + "b/d", 9)),
        () -> assertEquals(List.of("b", "b/c", "bb"), names(store, "b", home + "a", 9)),
        () -> assertEquals(List.of("b/c"), names(store, "b", home + "b", 1)),
        () -> assertEquals(List.of("b", "b/c"), names(store, "b", home, 2)),
        () -> assertEquals(List.of(), names(store, "b", home + "c", 9)),
        () -> assertEquals(List.of(), names(store, "a", home + "zzz", 9)),
        () -> assertEquals(List.of(), names(store, "c", "", 9)));
  }

  @Test
  void listsVersionsThatCanBeReplaced() {
    applied(store.create(home + "a", "1", FOREVER));
    applied(store.create(home + "b", "2", FOREVER));
    for (Entry entry : other.list(home, "", 10)) {
      applied(other.replace(entry.key(), entry.version(), "new", FOREVER));
    }
    assertEquals(
        List.of("new", "new"), store.list(home, "", 10).stream().map(Entry::value).toList());
  }

  // --- many at once

  @Test
  void oneOfSixteenCreates() throws Exception {
    List<Store> four = List.of(store, other, open(PATIENT), open(PATIENT));
    for (int round = 0; round < 8; round++) {
      String key = home + round;
      List<Outcome> outcomes = together(16, i -> four.get(i % 4).create(key, "by " + i, FOREVER));
      List<Entry> winners =
          outcomes.stream()
              .filter(Outcome::isApplied)
              .map(outcome -> ((Outcome.Applied) outcome).entry())
              .toList();
      assertEquals(1, winners.size(), () -> "of " + outcomes);
      outcomes.stream().filter(o -> !o.isApplied()).forEach(StoreContract::notApplied);
      assertEquals(Optional.of(winners.get(0)), store.get(key));
    }
  }

  @Test
  void nobodysReplacementGetsLost() throws Exception {
    int threads = 8;
    int each = 6;
    applied(store.create(home + "sum", "0", FOREVER));
    Set<Long> versions = ConcurrentHashMap.newKeySet();
    together(
        threads,
        i -> {
          Store mine = i % 2 == 0 ? store : other;
          for (int done = 0; done < each; ) {
            Entry now = mine.get(home + "sum").orElseThrow();
            String next = Integer.toString(Integer.parseInt(now.value()) + 1);
            Outcome outcome = mine.replace(home + "sum", now.version(), next, FOREVER);
            assertFalse(outcome instanceof Outcome.Unknown, outcome.toString());
            if (outcome instanceof Outcome.Applied applied) {
              assertTrue(versions.add(applied.entry().version()), "a version twice");
              done++;
            }
          }
          return true;
        });
    assertEquals(Integer.toString(threads * each), other.get(home + "sum").orElseThrow().value());
  }

  @Test
  void oneOfManyDeletes() throws Exception {
    for (int round = 0; round < 5; round++) {
      String key = home + round;
      Entry entry = applied(store.create(key, "x", FOREVER));
      List<Outcome> outcomes =
          together(8, i -> (i % 2 == 0 ? store : other).delete(key, entry.version()));
      assertEquals(1, outcomes.stream().filter(Outcome::isApplied).count());
    }
  }

  @Test
  void readingsSeeWhatWasAcknowledgedBefore() throws Exception {
    var acknowledged = new AtomicLong();
    var over = new AtomicBoolean();
    Entry first = applied(store.create(home + "k", "0", FOREVER));
    Store third = open(PATIENT);
    together(
        4,
        i -> {
          if (i == 0) {
            long version = first.version();
            try {
              for (int n = 1; n <= 40; n++) {
                version =
                    applied(store.replace(home + "k", version, Integer.toString(n), FOREVER))
                        .version();
                acknowledged.set(n);
              }
            } finally {
              over.set(true);
            }
            return true;
          }
          Store mine = i == 1 ? store : i == 2 ? other : third;
          long last = 0;
          while (!over.get()) {
            long atLeast = acknowledged.get();
            long seen =
                Long.parseLong(
                    (i == 3 && last % 2 == 0
                            ? mine.list(home, "", 1).get(0)
                            : mine.get(home + "k").orElseThrow())
                        .value());
            assertTrue(seen >= atLeast, seen + " was read after " + atLeast + " was there");
            assertTrue(seen >= last, seen + " was read after " + last);
            last = seen;
            LockSupport.parkNanos(1_000_000); // leaves the store to the writer as well
          }
          return true;
        });
  }

  // --- tokens

  @Test
  void tokensGrowWhoeverAsks() {
    long last = 0;
    for (int i = 0; i < 20; i++) {
      long next = (i % 3 == 0 ? other : store).nextToken();
      assertTrue(next > last, next + " after " + last);
      last = next;
    }
    try (Store later = server.open(PATIENT)) {
      assertTrue(later.nextToken() > last);
    }
  }

  @Test
  void tokensGrowForManyAtOnce() throws Exception {
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    var largest = new AtomicLong();
    together(
        8,
        i -> {
          for (int n = 0; n < 15; n++) {
            long before = largest.get();
            long token = (i % 2 == 0 ? store : other).nextToken();
            assertTrue(token > before, token + " after " + before);
            assertTrue(seen.add(token), token + " twice");
            largest.accumulateAndGet(token, Math::max);
          }
          return true;
        });
    assertEquals(8 * 15, seen.size());
  }

  @Test
  void tokensAndEntriesSurviveARestart() {
    Entry entry = applied(store.create(home + "k", "one", FOREVER));
    Entry gone = applied(store.create(home + "gone", "one", FOREVER));
    applied(store.delete(home + "gone", gone.version()));
    long token = store.nextToken();
    server.stop();
    server.start();
    Store fresh = open(PATIENT);
    assertTrue(await(() -> fresh.nextToken() > token));
    assertEquals(Optional.of(entry), fresh.get(home + "k"));
    Entry again = applied(fresh.create(home + "gone", "two", FOREVER));
    assertTrue(again.version() != gone.version(), "versions do not repeat after a restart");
    // And who was there before finds it again by himself.
    eventually(() -> assertEquals(Optional.of(entry), store.get(home + "k")));
    eventually(() -> assertTrue(other.nextToken() > token));
    applied(store.replace(home + "k", entry.version(), "two", FOREVER));
  }

  // --- away

  @Test
  void keepsTheDeadlineWhileFrozenAndNobodyKnowsWhatBecameOfIt() {
    Store hasty = open(SHORT);
    Entry there = applied(store.create(home + "there", "one", FOREVER));
    eventually(() -> assertEquals(Optional.of(there), hasty.get(home + "there")));
    String attempt = "attempt " + UUID.randomUUID();
    server.freeze();
    try {
      unknown(inTime(() -> hasty.create(home + "new", attempt, FOREVER)));
      unknown(inTime(() -> hasty.replace(home + "there", there.version(), attempt, FOREVER)));
      unknown(inTime(() -> hasty.delete(home + "there", there.version())));
      inTime(() -> assertThrows(StoreAway.class, hasty::nextToken));
      inTime(() -> assertThrows(StoreAway.class, () -> hasty.get(home + "there")));
      inTime(() -> assertThrows(StoreAway.class, () -> hasty.list(home, "", 10)));
    } finally {
      server.thaw();
    }
    // By itself, and then the key tells what became of the attempt.
    eventually(() -> assertTrue(hasty.nextToken() > 0));
    Outcome now = store.create(home + "new", "mine", FOREVER);
    Entry stands = other.get(home + "new").orElseThrow();
    if (now.isApplied()) {
      assertEquals("mine", stands.value());
    } else {
      assertEquals(attempt, stands.value());
    }
    other
        .get(home + "there")
        .ifPresent(entry -> assertTrue(Set.of("one", attempt).contains(entry.value())));
  }

  @Test
  void isAwayWhileStoppedAndComesBackByItself() {
    Entry there = applied(store.create(home + "there", "one", FOREVER));
    Store hasty = open(SHORT);
    eventually(() -> assertEquals(Optional.of(there), hasty.get(home + "there")));
    server.stop();
    try {
      if (!server.answersWhenStopped()) {
        for (int i = 0; i < 3; i++) {
          inTime(() -> assertThrows(StoreAway.class, () -> hasty.get(home + "there")));
          inTime(() -> assertThrows(StoreAway.class, hasty::nextToken));
          unknown(inTime(() -> hasty.create(home + "new", "x", FOREVER)));
        }
      }
    } finally {
      server.start();
    }
    eventually(() -> assertEquals(Optional.of(there), hasty.get(home + "there")));
    eventually(() -> assertTrue(hasty.nextToken() > 0));
    eventually(
        () -> {
          // One whose answer was late has been applied, or is not applied any more.
          Outcome outcome = hasty.replace(home + "there", there.version(), "two", FOREVER);
          assertTrue(
              outcome.isApplied() || hasty.get(home + "there").orElseThrow().value().equals("two"),
              outcome.toString());
        });
    eventually(() -> assertEquals("two", store.get(home + "there").orElseThrow().value()));
  }

  @Test
  void opensWhileItIsAwayAndWorksOnceItIsThere() {
    server.stop();
    Store early;
    try {
      early = inTime(() -> open(SHORT));
      if (!server.answersWhenStopped()) {
        StoreAway away = assertThrows(StoreAway.class, () -> early.get(home + "k"));
        assertFalse(away.getMessage().isBlank());
      }
    } finally {
      server.start();
    }
    eventually(() -> assertTrue(early.nextToken() > 0));
    eventually(() -> assertTrue(early.get(home + "k").isEmpty()));
    Store later = open(PATIENT);
    applied(later.create(home + "k", "one", FOREVER));
    eventually(() -> assertEquals("one", early.get(home + "k").orElseThrow().value()));
  }

  @Test
  void anInterruptedCallerReturnsAndHurtsNobody() throws Exception {
    for (int i = 0; i < 5; i++) {
      String key = home + i;
      var outcome = new AtomicReference<Outcome>();
      var stillInterrupted = new AtomicBoolean();
      var caller =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                outcome.set(store.create(key, "interrupted", FOREVER));
                stillInterrupted.set(Thread.interrupted());
              });
      caller.start();
      caller.join(PATIENT.plus(LEEWAY).toMillis());
      assertFalse(caller.isAlive());
      assertTrue(stillInterrupted.get(), "the interrupt is not swallowed");
      if (outcome.get() instanceof Outcome.Applied applied) {
        assertEquals(Optional.of(applied.entry()), other.get(key));
      } else {
        unknown(outcome.get());
      }
      applied(store.create(key + "/next", "fine", FOREVER));
    }
  }

  // --- the rest

  @Test
  void callsBackAfterAChangeBelowThePrefixIfItCanWatch() throws Exception {
    var changes = new AtomicInteger();
    Store.Watch watch = store.watch(home + "watched/", changes::incrementAndGet);
    try {
      if (!canWatch()) {
        return;
      }
      // The watch may begin a little later than the method returns.
      var tries = new AtomicInteger();
      assertTrue(
          await(
              () -> {
                applied(other.create(home + "watched/" + tries.incrementAndGet(), "", FOREVER));
                return await(Duration.ofSeconds(1), () -> changes.get() > 0);
              }));
      Entry entry = other.get(home + "watched/1").orElseThrow();
      settle(changes);
      int before = changes.get();
      applied(other.replace(home + "watched/1", entry.version(), "new", FOREVER));
      assertTrue(await(() -> changes.get() > before), "after a replacement");
      settle(changes);
      int then = changes.get();
      Entry again = other.get(home + "watched/1").orElseThrow();
      applied(other.delete(home + "watched/1", again.version()));
      assertTrue(await(() -> changes.get() > then), "after a deletion");
      server.stop();
      server.start();
      int late = changes.get();
      assertTrue(
          await(
              () -> {
                Outcome outcome =
                    other.create(home + "watched/" + tries.incrementAndGet(), "", FOREVER);
                return outcome.isApplied()
                    && await(Duration.ofSeconds(2), () -> changes.get() > late);
              }),
          "after a restart");
    } finally {
      watch.close();
    }
    settle(changes);
    int end = changes.get();
    applied(other.create(home + "watched/end", "", FOREVER));
    assertFalse(
        await(Duration.ofMillis(300), () -> changes.get() > end), "a watch that was closed");
  }

  /** Whether {@link Store#watch} does something. */
  boolean canWatch() {
    return true;
  }

  @Test
  void closesWithoutALeftover() {
    // What is made once for all stores of the process is made now.
    try (Store one = server.open(PATIENT)) {
      one.nextToken();
      one.watch(home, () -> {}).close();
    }
    assertTrue(await(() -> true));
    Set<Long> threads = threads();
    int sockets = openFiles();
    for (int i = 0; i < 5; i++) {
      Store one = server.open(PATIENT);
      applied(one.create(home + i, "x", FOREVER));
      Store.Watch watch = one.watch(home, () -> {});
      one.list(home, "", 5);
      long began = System.nanoTime();
      if (i % 2 == 0) {
        watch.close();
      }
      one.close();
      one.close();
      assertTrue(System.nanoTime() - began < LEEWAY.toNanos(), "closing took long");
      assertThrows(StoreAway.class, () -> one.get(home));
      unknown(one.create(home + "closed", "x", FOREVER));
    }
    assertTrue(
        await(() -> threads().stream().allMatch(threads::contains)),
        () ->
            "threads are left: "
                + Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !threads.contains(thread.getId()))
                    .toList());
    assertTrue(await(() -> openFiles() <= sockets), "sockets or files are left");
  }

  @Test
  void showsNoSecret() {
    assertFalse(store.describe().isBlank());
    assertFalse(store.describe().contains(server.secret()), store.describe());
    Store hasty = open(SHORT);
    List<String> texts = new ArrayList<>();
    server.stop();
    try {
      if (!server.answersWhenStopped()) {
        for (Throwable e = assertThrows(StoreAway.class, () -> hasty.get(home + "k"));
            e != null;
            e = e.getCause()) {
          texts.add(e.toString());
        }
        texts.add(hasty.create(home + "k", "x", FOREVER).toString());
      }
    } finally {
      server.start();
    }
    texts.add(store.toString());
    texts.forEach(text -> assertFalse(text.contains(server.secret()), text));
    eventually(() -> assertEquals(Optional.empty(), store.get(home + "never")));
  }

  @Test
  void agreesWithAModelWhateverIsAsked() {
    var random = new Random(20261121);
    var model = new TreeMap<String, Entry>(Limits.KEY_ORDER);
    for (int i = 0; i < 150; i++) {
      Store any = random.nextBoolean() ? store : other;
      String key = home + random.nextInt(6);
      Entry now = model.get(key);
      long version = now == null || random.nextInt(4) == 0 ? random.nextInt(50) : now.version();
      boolean stands = now != null && now.version() == version;
      switch (random.nextInt(5)) {
        case 0 -> {
          Outcome outcome = any.create(key, "c" + i, FOREVER);
          assertEquals(now == null, outcome.isApplied());
          if (outcome.isApplied()) {
            model.put(key, applied(outcome));
          }
        }
        case 1 -> {
          Outcome outcome = any.replace(key, version, "r" + i, FOREVER);
          assertEquals(stands, outcome.isApplied());
          if (outcome.isApplied()) {
            model.put(key, applied(outcome));
          }
        }
        case 2 -> {
          assertEquals(stands, any.delete(key, version).isApplied());
          if (stands) {
            model.remove(key);
          }
        }
        case 3 -> assertEquals(Optional.ofNullable(now), any.get(key));
        default -> assertEquals(List.copyOf(model.values()), any.list(home, "", 100));
      }
    }
  }

  // --- words of the tests

  /** Characters that mean something to one of the stores. */
  private static final List<String> ODD =
      List.of(
          "a", "a_b", "aXb", "a%b", "a\\b", "a/b", "a//b", "a.b", "a*b", "a b", "a'b", "a\"b",
          "a$b", "$a", ".", "..", "a?b", "a[b", "a^b", "a(b", "A", "á", "漢", "😀", "a\nb", "~",
          "a%2Fb", "a+b", "a&b=c", "{a}", "-- a", "null");

  private static Entry applied(Outcome outcome) {
    return assertInstanceOf(Outcome.Applied.class, outcome, outcome.toString()).entry();
  }

  private static void notApplied(Outcome outcome) {
    assertInstanceOf(Outcome.NotApplied.class, outcome, outcome.toString());
  }

  private void unknown(Outcome outcome) {
    String why = assertInstanceOf(Outcome.Unknown.class, outcome).why();
    assertFalse(why.isBlank());
    assertFalse(why.contains(server.secret()), why);
  }

  private static List<String> keys(List<Entry> entries) {
    return entries.stream().map(Entry::key).toList();
  }

  private List<String> names(Store of, String prefix, String after, int max) {
    return of.list(home + prefix, after, max).stream()
        .map(entry -> entry.key().substring(home.length()))
        .toList();
  }

  private static String longest(char character) {
    return longest(Character.toString(character));
  }

  private static String longest(String text) {
    return text.repeat(Store.LONGEST_VALUE / text.length());
  }

  private interface Part<T> {
    T run(int number) throws Exception;
  }

  /** Runs parts at the same time and returns their results. */
  private static <T> List<T> together(int parts, Part<T> part) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(parts);
    try {
      var barrier = new CyclicBarrier(parts);
      List<Future<T>> futures =
          IntStream.range(0, parts)
              .mapToObj(
                  i ->
                      threads.submit(
                          (Callable<T>)
                              () -> {
                                barrier.await();
                                return part.run(i);
                              }))
              .collect(Collectors.toList());
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(2, TimeUnit.MINUTES));
      }
      return results;
    } finally {
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
    }
  }

  private static <T> T inTime(Supplier<T> operation) {
    long began = System.nanoTime();
    T result = operation.get();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (took.compareTo(SHORT.plus(LEEWAY)) > 0) {
      fail("returned after " + took.toMillis() + " ms, with a deadline of " + SHORT.toMillis());
    }
    return result;
  }

  private static boolean await(BooleanSupplier condition) {
    return await(Duration.ofSeconds(30), condition);
  }

  private static boolean await(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    var never = new CountDownLatch(1);
    do {
      try {
        if (condition.getAsBoolean()) {
          return true;
        }
        if (never.await(5, TimeUnit.MILLISECONDS)) {
          return false;
        }
      } catch (StoreAway e) {
        // not yet
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    } while (System.nanoTime() < end);
    return false;
  }

  /** Until the assertion holds and the store is there. */
  private static void eventually(Runnable assertion) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (StoreAway | AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** Waits until a counter has not moved for a while. */
  private static void settle(AtomicInteger counter) {
    int before;
    do {
      before = counter.get();
      int now = before;
      await(Duration.ofMillis(200), () -> counter.get() != now);
    } while (counter.get() != before);
  }

  /** Drivers keep threads for the whole process, that come and go as they like. */
  private static Set<Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                !thread
                    .getName()
                    .matches(
                        "(PostgreSQL-JDBC-|test-proxy-|mongo-server-|nioEvent|multiThreadIo).*"))
        .map(Thread::getId)
        .collect(Collectors.toSet());
  }

  private static int openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return (int)
          files
              .filter(
                  file -> {
                    try {
                      String target = Files.readSymbolicLink(file).toString();
                      return !target.endsWith(".jar") && !target.endsWith("/fd");
                    } catch (IOException e) {
                      return false;
                    }
                  })
              .count();
    } catch (IOException e) {
      return 0;
    }
  }
}
