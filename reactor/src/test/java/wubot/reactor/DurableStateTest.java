// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.rule.StateSpace;

class DurableStateTest {

  private static final long QUEUE = 7;

  @TempDir Path directory;

  @Test
  void comesBackAsOfTheLastCheckpoint() {
    try (DurableState state = new DurableState(directory)) {
      StateSpace space = state.space("Status");
      space.put("Ping-joe", Map.of("status", "OK", "count", 3));
      space.put("Ping-ann", Map.of("status", "CRITICAL"));
      state.checkpoint(QUEUE, 42);
      space.remove("Ping-ann");
      state.checkpoint(QUEUE, 43);
      space.put("Ping-joe", Map.of("status", "never written"));
    }
    try (DurableState state = new DurableState(directory)) {
      StateSpace space = state.space("Status");
      assertEquals(Optional.of(Map.of("status", "OK", "count", 3L)), space.get("Ping-joe"));
      assertEquals(Set.of("Ping-joe"), space.keys());
      assertEquals(43, state.position(QUEUE));
      assertEquals(0, state.position(QUEUE + 1), "a queue made anew begins at its beginning");
    }
  }

  @Test
  void aCheckpointWithoutChangesWritesNothing() throws IOException {
    try (DurableState state = new DurableState(directory)) {
      state.checkpoint(QUEUE, 42);
      assertEquals(0, Files.size(directory.resolve("journal-0")));
    }
  }

  @Test
  void everyTornTailIsCutAndEverythingBeforeItKept() throws IOException {
    try (DurableState state = new DurableState(directory)) {
      state.space("a").put("k", Map.of("n", 1));
      state.checkpoint(QUEUE, 1);
      state.space("a").put("k", Map.of("n", 2));
      state.checkpoint(QUEUE, 2);
    }
    byte[] whole = Files.readAllBytes(directory.resolve("journal-0"));
    int first = whole.length / 2; // two frames of the same length
    for (int length = whole.length - 1; length >= 0; length--) {
      Files.write(directory.resolve("journal-0"), java.util.Arrays.copyOf(whole, length));
      try (DurableState state = new DurableState(directory)) {
        assertEquals(length >= first ? 1 : 0, state.position(QUEUE), "cut to " + length);
        state.space("a").put("k", Map.of("n", 3));
        state.checkpoint(QUEUE, 3);
      }
      try (DurableState state = new DurableState(directory)) {
        assertEquals(3, state.position(QUEUE), "written again after the cut to " + length);
      }
    }
  }

  @Test
  void aFlippedBitEndsTheJournalThere() throws IOException {
    try (DurableState state = new DurableState(directory)) {
      for (int i = 1; i <= 3; i++) {
        state.space("a").put("k", Map.of("n", i));
        state.checkpoint(QUEUE, i);
      }
    }
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("journal-0").toFile(), "rw")) {
      long inSecond = file.length() / 3 + file.length() / 6;
      file.seek(inSecond);
      int bits = file.read();
      file.seek(inSecond);
      file.write(bits ^ 4);
    }
    try (DurableState state = new DurableState(directory)) {
      assertEquals(1, state.position(QUEUE));
    }
  }

  @Test
  void staysSmallWhileOneKeyChangesManyTimes() throws IOException {
    try (DurableState state = new DurableState(directory)) {
      String kilobyte = "x".repeat(1000);
      for (int i = 1; i <= 1500; i++) {
        state.space("a").put("k", Map.of("n", i, "text", kilobyte));
        state.checkpoint(QUEUE, i);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertEquals(2, all.size(), "one snapshot and its journal: " + all);
      long bytes = all.stream().mapToLong(f -> f.toFile().length()).sum();
      assertTrue(bytes < 3 << 20, bytes + " bytes");
    }
    try (DurableState state = new DurableState(directory)) {
      assertEquals(1500L, state.space("a").get("k").orElseThrow().get("n"));
    }
  }

  @Test
  void forgetsTheKeyThatWasNotWrittenForLongest() {
    try (DurableState state = new DurableState(directory, 3)) {
      for (String key : List.of("a", "b", "c", "a", "d")) {
        state.space("s").put(key, Map.of());
      }
      state.checkpoint(QUEUE, 1);
      assertEquals(Set.of("a", "c", "d"), state.space("s").keys());
    }
    try (DurableState state = new DurableState(directory, 3)) {
      assertEquals(Set.of("a", "c", "d"), state.space("s").keys());
    }
  }

  /** A model beside the real thing: random changes, checkpoints, crashes and compactions. */
  @Test
  void behavesAsAMapWithCheckpoints() {
    Random random = new Random(5);
    Map<String, Long> durable = new TreeMap<>();
    long position = 0;
    for (int life = 0; life < 20; life++) {
      Map<String, Long> live = new TreeMap<>(durable);
      try (DurableState state = new DurableState(directory)) {
        assertEquals(position, state.position(QUEUE));
        assertEquals(durable.keySet(), state.space("m").keys());
        for (int step = 0; step < 200; step++) {
          String key = "k" + random.nextInt(30);
          switch (random.nextInt(4)) {
            case 0 -> {
              state.space("m").remove(key);
              live.remove(key);
            }
            case 1 -> {
              boolean changed = !live.equals(durable);
              state.checkpoint(QUEUE, position + 1);
              durable = new TreeMap<>(live);
              position = state.position(QUEUE);
              assertTrue(!changed || position > 0);
            }
            default -> {
              long value = random.nextLong();
              state.space("m").put(key, Map.of("v", value, "pad", "p".repeat(2000)));
              live.put(key, value);
            }
          }
          Optional<Object> found = state.space("m").get(key).map(m -> m.get("v"));
          assertEquals(Optional.ofNullable(live.get(key)), found);
        }
      }
    }
    assertTrue(position > 100);
  }
}
