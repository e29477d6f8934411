// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a store of one host: cut off, damaged, written anew, put back. */
class JournalTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration FOREVER = Duration.ZERO;

  @TempDir Path directory;

  private Store open() {
    return new FileStore(directory, TIMEOUT);
  }

  private Path journal() {
    return directory.resolve("journal.0000000000000000000");
  }

  private static Entry applied(Outcome outcome) {
    return assertInstanceOf(Outcome.Applied.class, outcome, outcome.toString()).entry();
  }

  @Test
  void isWholeWhereverItWasCutOff() throws IOException {
    List<Long> sizes = new ArrayList<>();
    Set<Long> numbers = new HashSet<>();
    try (Store store = open()) {
      long unused = store.nextToken();
      for (int i = 0; i < 4; i++) {
        sizes.add(Files.size(journal()));
        numbers.add(applied(store.create("k" + i, "value " + i, FOREVER)).version());
      }
      sizes.add(Files.size(journal()));
    }
    byte[] whole = Files.readAllBytes(journal());
    for (int length = sizes.get(1).intValue(); length < whole.length; length++) {
      Files.write(journal(), java.util.Arrays.copyOf(whole, length));
      int left = 0;
      while (left < 4 && sizes.get(left + 1) <= length) {
        left++;
      }
      try (Store store = open()) {
        assertEquals(left, store.list("k", "", 9).size(), "cut off at " + length);
        applied(store.create("new", "x", FOREVER));
        assertEquals(left + 1, store.list("", "", 9).size());
      }
      try (Store store = open()) {
        assertEquals("x", store.get("new").map(Entry::value).orElse(""), "cut off at " + length);
      }
    }
    assertEquals(4, numbers.size());
  }

  @Test
  void damageCostsOneRecord() throws IOException {
    long begins;
    long ends;
    Entry last;
    try (Store store = open();
        Store other = open()) {
      Entry first = applied(store.create("a", "one", FOREVER));
      begins = Files.size(journal());
      applied(store.replace("a", first.version(), "two", FOREVER));
      ends = Files.size(journal());
      last = applied(store.create("b", "three", FOREVER));
      assertEquals(2, other.list("", "", 9).size());
    }
    byte[] whole = Files.readAllBytes(journal());
    for (long at = begins; at < ends; at++) {
      byte[] damaged = whole.clone();
      damaged[(int) at] ^= 0x41;
      Files.write(journal(), damaged);
      try (Store store = open()) {
        assertEquals("one", store.get("a").map(Entry::value).orElse(""), "damage at " + at);
        assertEquals(Optional.of(last), store.get("b"));
        assertTrue(applied(store.create("c", "x", FOREVER)).version() > last.version());
      }
      try (Store store = open()) {
        assertEquals(3, store.list("", "", 9).size(), "damage at " + at);
      }
    }
  }

  @Test
  void isWrittenAnewWhenMostOfItIsOfThePast() throws IOException {
    String value = "v".repeat(20_000);
    try (Store store = open();
        Store other = open()) {
      Entry kept = applied(store.create("kept", "k", FOREVER));
      applied(store.create("goes", "k", Duration.ofMillis(1)));
      Entry gone = applied(other.create("gone", "k", FOREVER));
      applied(store.delete("gone", gone.version()));
      Entry now = applied(store.create("busy", value, FOREVER));
      long token = 0;
      for (int i = 0; i < 150; i++) {
        Store any = i % 3 == 0 ? other : store;
        now = applied(any.replace("busy", now.version(), value + i, FOREVER));
        token = any.nextToken();
        assertTrue(token > now.version());
      }
      try (Stream<Path> files = Files.list(directory)) {
        List<Path> left = files.toList();
        assertEquals(1, left.size(), "the files before it are removed: " + left);
        assertNotEquals(journal(), left.get(0));
        assertTrue(Files.size(left.get(0)) < 1_500_000, "it has " + Files.size(left.get(0)));
      }
      for (Store any : List.of(store, other)) {
        assertEquals(Optional.of(kept), any.get("kept"));
        assertEquals(Optional.of(now), any.get("busy"));
        assertEquals(Optional.empty(), any.get("gone"));
        assertEquals(Optional.empty(), any.get("goes"), "its time was over");
      }
      try (Store fresh = open()) {
        assertEquals(Optional.of(now), fresh.get("busy"));
        assertTrue(fresh.nextToken() > token);
        assertTrue(applied(fresh.create("gone", "k", FOREVER)).version() > token);
      }
    }
  }

  @Test
  void holdsWhenItWasPutBackFromABackup() throws IOException {
    Path backup = directory.resolve("backup");
    try (Store store = open();
        Store other = open()) {
      applied(store.create("a", "one", FOREVER));
      Files.copy(journal(), backup);
      applied(store.create("b", "two", FOREVER));
      assertEquals(2, other.list("", "", 9).size());
      Files.copy(backup, journal(), StandardCopyOption.REPLACE_EXISTING);
      for (Store any : List.of(store, other)) {
        StoreAway away = assertThrows(StoreAway.class, () -> any.get("a"));
        assertTrue(away.getMessage().contains("store_rewound"), away.getMessage());
        assertTrue(any.create("c", "x", FOREVER).toString().contains("store_rewound"));
      }
      try (Store restarted = open()) {
        assertEquals(1, restarted.list("", "", 9).size());
      }
    }
  }

  @Test
  void comesBackWhenTheDirectoryWasRemoved() throws IOException {
    Path inner = directory.resolve("inner");
    try (Store store = new FileStore(inner, TIMEOUT)) {
      applied(store.create("a", "one", FOREVER));
      ServerProgram.delete(inner);
      StoreAway away = assertThrows(StoreAway.class, store::nextToken);
      assertTrue(away.getMessage().contains("store_rewound"), away.getMessage());
    }
    try (Store store = new FileStore(inner, TIMEOUT)) {
      applied(store.create("a", "one", FOREVER));
    }
  }

  @Test
  void refusesAFileOfAnotherKind() throws IOException {
    Files.writeString(journal(), "something else, and longer than a title is");
    try (Store store = open()) {
      StoreAway away = assertThrows(StoreAway.class, () -> store.get("a"));
      assertTrue(away.getMessage().contains("no journal of a group"), away.getMessage());
      assertInstanceOf(Outcome.Unknown.class, store.create("a", "x", FOREVER));
    }
    assertEquals(42, Files.size(journal()), "it was left alone");
  }

  @Test
  void saysWhatIsWrongWithTheDirectory() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    try (Store store = new FileStore(directory.resolve("file/below"), TIMEOUT)) {
      StoreAway away = assertThrows(StoreAway.class, () -> store.get("a"));
      assertTrue(away.getMessage().contains("cannot be used"), away.getMessage());
    }
  }
}
