// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/** The fourth line of the contract: a damaged record costs that record only. */
class DamageTest {

  private static final int RECORDS = 1500;
  private static final int TRIES = 25;
  private static final QueueSettings SETTINGS =
      QueueSettings.DEFAULT.withFloorBytes(0).withFileBytes(200 << 10).withBlockBytes(64 << 10);

  private record Place(Path file, long from, long to) {}

  @TempDir Path home;
  private Path original;
  private final Map<Long, Place> places = new TreeMap<>();

  @BeforeEach
  void fill() throws IOException {
    original = home.resolve("original");
    long incarnation;
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      QueueAppender appender = queues.appender(original);
      Random random = new Random(7);
      for (int n = 1; n <= RECORDS; ) {
        List<Entry> batch = new ArrayList<>();
        for (int size = 1 + random.nextInt(20); size > 0 && n <= RECORDS; size--, n++) {
          batch.add(Entry.of(message(n)));
        }
        appender.append(batch);
      }
      incarnation = queues.view(original).incarnation();
    }
    for (Path file : new Layout(original).files()) {
      try (FileScan scan = new FileScan(file, incarnation)) {
        long from = scan.offset();
        while (scan.step() == FileScan.Step.RECORD) {
          places.put(scan.sequence(), new Place(original.relativize(file), from, scan.offset()));
          from = scan.offset();
        }
      }
    }
    assertEquals(RECORDS, places.size());
  }

  private static Message message(long n) {
    return Message.of("n", n).with("text", "y".repeat((int) (n * 31 % 600)));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"flip", "zero page", "zero some", "garbage", "truncate"})
  void onlyTheRecordsThatWereHitAreLost(String kind) throws Exception {
    Random random = new Random(kind.hashCode());
    List<Path> files = new Layout(original).files();
    assertTrue(files.size() > 3, "several files: " + files);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Path copy = copy(attempt);
      Path name = original.relativize(files.get(random.nextInt(files.size())));
      long[] range = damage(copy.resolve(name), kind, random);
      Set<Long> hit = new HashSet<>();
      places.forEach(
          (sequence, place) -> {
            if (place.file().equals(name) && place.from() < range[1] && place.to() > range[0]) {
              hit.add(sequence);
            }
          });
      check(copy, hit, kind + " " + attempt + " " + name + " " + range[0] + "-" + range[1]);
      remove(copy);
    }
  }

  private static long[] damage(Path file, String kind, Random random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long at = (long) (random.nextDouble() * (bytes.length() - 1));
      int length = kind.equals("flip") ? 1 : 1 + random.nextInt(3000);
      if (kind.equals("zero page")) {
        at = at / 4096 * 4096;
        length = 4096;
      }
      if (kind.equals("truncate")) {
        bytes.setLength(at);
        return new long[] {at, Long.MAX_VALUE};
      }
      length = (int) Math.min(length, bytes.length() - at);
      byte[] bad = new byte[length];
      if (kind.equals("flip")) {
        bytes.seek(at);
        bad[0] = (byte) (bytes.read() ^ (1 << random.nextInt(8)));
      } else if (kind.equals("garbage")) {
        random.nextBytes(bad);
      }
      bytes.seek(at);
      bytes.write(bad);
      return new long[] {at, at + length};
    }
  }

  private static void check(Path copy, Set<Long> hit, String what) throws Exception {
    try (ChronicleQueues queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS)) {
      Set<Long> before = read(queues, copy, "before", what);
      QueueAppender appender = queues.appender(copy);
      assertEquals(RECORDS + 1, appender.append(message(RECORDS + 1)), what);
      Set<Long> after = read(queues, copy, "after", what);
      for (long n = 1; n <= RECORDS; n++) {
        assertTrue(before.contains(n) || hit.contains(n), what + ": lost " + n + ", hit " + hit);
        assertTrue(after.contains(n) || hit.contains(n), what + ": lost later " + n);
      }
      assertTrue(after.contains(RECORDS + 1L), what + ": the new one");
      if (before.size() < RECORDS && before.contains(1L)) { // else it might have been removed
        assertTrue(queues.metrics(copy).damaged() > 0, what + ": nothing was counted");
      }
    }
  }

  private static Set<Long> read(Queues queues, Path directory, String name, String what)
      throws InterruptedException {
    Set<Long> found = new HashSet<>();
    long last = 0;
    try (Cursor cursor = queues.view(directory).cursor(name)) {
      List<QueueRecord> records = cursor.read(100, Duration.ZERO);
      while (!records.isEmpty()) {
        for (QueueRecord record : records) {
          assertTrue(record.sequence() > last, what + ": order");
          last = record.sequence();
          found.add(last);
          assertEquals(message(last).asMap(), record.message().asMap(), what);
        }
        records = cursor.read(100, Duration.ZERO);
      }
    }
    return found;
  }

  @Test
  void damagedBytesAreKeptForPeople() throws Exception {
    Place place = places.get(700L);
    try (RandomAccessFile bytes =
        new RandomAccessFile(original.resolve(place.file()).toFile(), "rw")) {
      bytes.seek(place.from() + 60);
      bytes.write(0xEE);
    }
    check(original, Set.of(700L), "one byte");
    try (Stream<Path> kept = Files.list(original.resolve("damaged"))) {
      assertEquals(1, kept.count());
    }
  }

  /** The four bytes before a record are Chronicle's; the record itself is whole and is read. */
  @Test
  void aDamagedDocumentHeaderCostsNothing() throws Exception {
    for (long sequence : new long[] {1, 2, 500, 1499, 1500}) {
      Place place = places.get(sequence);
      try (RandomAccessFile bytes =
          new RandomAccessFile(original.resolve(place.file()).toFile(), "rw")) {
        bytes.seek(place.to() - length(sequence) - 4);
        bytes.writeInt(sequence == 500 ? 0 : 0x7F7F7F7F);
      }
    }
    check(original, Set.of(), "headers");
  }

  private long length(long sequence) throws IOException {
    Place place = places.get(sequence);
    byte[] bytes = Files.readAllBytes(original.resolve(place.file()));
    int at = (int) place.from();
    while (RecordFormat.magic(bytes, at) != RecordFormat.MAGIC) {
      at += 4;
    }
    return place.to() - at;
  }

  private Path copy(int number) throws IOException {
    Path copy = home.resolve("copy" + number);
    try (Stream<Path> paths = Files.walk(original)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(original.relativize(path).toString()));
      }
    }
    return copy;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
