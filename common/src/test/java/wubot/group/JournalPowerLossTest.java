// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.powerloss.CrashState;
import wubot.powerloss.Kind;
import wubot.powerloss.RecordedDisk;

/**
 * Two members write into files of one disk, and at every step of theirs the power goes: what was
 * acknowledged is there, nothing else than what was being written is, and no number comes twice.
 */
@Tag("slow")
class JournalPowerLossTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int STATES_PER_MOMENT = 3;
  private static final long SMALL = 4_000;

  @TempDir Path directory;

  private final Map<String, History> histories = new TreeMap<>();
  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger states = new AtomicInteger();
  private long highest;

  /** All that a key was or is about to be, and how much of it is certain. */
  private static final class History {
    final List<Optional<String>> values = new ArrayList<>(List.of(Optional.empty()));
    int acknowledged;
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAnyLossOfPower() throws IOException {
    Path live = Files.createDirectories(directory.resolve("live"));
    var disk = new RecordedDisk[1];
    disk[0] = new RecordedDisk(live, step -> powerLost(disk[0], step));
    Path group = disk[0].root().resolve("group");
    var random = new Random(20261121);
    try (Store one = new FileStore(group, TIMEOUT, JournalFile::force, SMALL);
        Store other = new FileStore(group, TIMEOUT, JournalFile::force, SMALL)) {
      for (int i = 0; i < 150; i++) {
        Store any = random.nextBoolean() ? one : other;
        step(any, "k" + random.nextInt(4), "value " + i + "x".repeat(random.nextInt(300)), random);
      }
    }
    assertEquals(List.of(), faults, states + " states");
    assertTrue(states.get() > 1_000, states + " states");
    assertTrue(
        Files.exists(live.resolve("group")) && highest > 5 * SMALL, "several files: " + highest);
  }

  private void step(Store store, String key, String value, Random random) {
    Optional<Entry> before = store.get(key);
    History history;
    boolean deletes = before.isPresent() && random.nextInt(4) == 0;
    synchronized (this) {
      history = histories.computeIfAbsent(key, any -> new History());
      history.values.add(deletes ? Optional.empty() : Optional.of(value));
    }
    Outcome outcome =
        before.isEmpty()
            ? store.create(key, value, Duration.ZERO)
            : deletes
                ? store.delete(key, before.get().version())
                : store.replace(key, before.get().version(), value, Duration.ZERO);
    Entry entry = assertInstanceOf(Outcome.Applied.class, outcome).entry();
    long token = store.nextToken();
    synchronized (this) {
      history.acknowledged = history.values.size() - 1;
      highest = Math.max(highest, Math.max(token, entry.version()));
    }
  }

  private void powerLost(RecordedDisk disk, String step) {
    Map<String, Integer> certain = new TreeMap<>();
    long used;
    synchronized (this) {
      histories.forEach((key, history) -> certain.put(key, history.acknowledged));
      used = highest;
    }
    CrashState state = disk.capture();
    Map<String, List<Optional<String>>> possible = new TreeMap<>();
    synchronized (this) {
      histories.forEach(
          (key, history) ->
              possible.put(
                  key,
                  List.copyOf(
                      history.values.subList(
                          certain.getOrDefault(key, 0), history.values.size()))));
    }
    for (int i = 0; i < STATES_PER_MOMENT; i++) {
      judge(state, states.incrementAndGet(), step, possible, used);
    }
  }

  private void judge(
      CrashState state,
      int number,
      String step,
      Map<String, List<Optional<String>>> possible,
      long used) {
    Path image = directory.resolve("image" + number);
    var random = new Random(number);
    Kind kind = List.of(Kind.values()).get(random.nextInt(Kind.values().length));
    try {
      state.write(image, kind, random.nextBoolean(), random);
      Path group = image.resolve("group");
      for (int life = 0; life < 2; life++) {
        try (Store store = new FileStore(group, TIMEOUT)) {
          possible.forEach(
              (key, values) -> {
                Optional<String> value = store.get(key).map(Entry::value);
                if (!values.contains(value)) {
                  faults.add(number + " " + step + " " + kind + " " + key + " is " + value);
                }
              });
          if (store.nextToken() <= used) {
            faults.add(number + " " + step + " " + kind + ": a number comes twice");
          }
        }
      }
      ServerProgram.delete(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StoreAway e) {
      faults.add(number + " " + step + " " + kind + ": " + e.getMessage());
    }
  }
}
