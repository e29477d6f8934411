// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/** Random use of a real queue beside a list in memory that does the same. */
@Tag("slow")
class ModelTest {

  private static final int STEPS = 250;
  private static final QueueSettings SETTINGS =
      QueueSettings.DEFAULT.withFloorBytes(0).withFileBytes(160 << 10).withBlockBytes(64 << 10);

  /** What the queue should hold. */
  private static final class Model {
    final List<Map<String, Object>> records = new ArrayList<>();
    final Map<String, Long> watermarks = new HashMap<>();
    final Map<String, Long> committed = new HashMap<>();
    final Map<String, Long> read = new HashMap<>();
  }

  @TempDir Path home;
  private Path directory;
  private Queues queues;
  private final Map<String, Cursor> cursors = new HashMap<>();
  private final Model model = new Model();
  private int crashes;

  private void open() {
    queues = new ChronicleQueues("joe", Clock.systemUTC(), SETTINGS);
  }

  private void close() {
    cursors.values().forEach(Cursor::close);
    cursors.clear();
    queues.close();
    model.read.clear();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theQueueDoesWhatTheModelDoes(long seed) throws Exception {
    Random random = new Random(seed);
    directory = home.resolve("q" + seed);
    open();
    for (int step = 0; step < STEPS; step++) {
      int dice = random.nextInt(100);
      if (dice < 50) {
        append(random);
      } else if (dice < 75) {
        read(random);
      } else if (dice < 85) {
        commit(random);
      } else if (dice < 92) {
        seek(random);
      } else if (dice < 96) {
        close();
        open();
      } else {
        crash();
      }
    }
    verifyAll();
    close();
  }

  private void append(Random random) {
    List<Entry> entries = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int i = 1 + random.nextInt(30); i > 0; i--) {
      Message message = Message.of("r", random.nextLong());
      message.put("text", "t".repeat(random.nextInt(random.nextInt(50) == 0 ? 60_000 : 400)));
      boolean fresh = true;
      if (random.nextBoolean()) {
        String link = "link\n" + random.nextInt(3);
        long mark = model.watermarks.getOrDefault(link, 0L);
        long sequence = Math.max(1, mark - 1 + random.nextInt(4));
        entries.add(Entry.received(message, new LinkStamp(link, sequence)));
        fresh = sequence > mark;
        model.watermarks.merge(link, sequence, Math::max);
      } else {
        entries.add(Entry.of(message));
      }
      if (fresh) {
        model.records.add(Map.copyOf(message.asMap()));
      }
      expected.add(fresh ? (long) model.records.size() : 0L);
    }
    assertEquals(expected, queues.appender(directory).append(entries));
  }

  private Cursor cursor(Random random) {
    String name = "c" + random.nextInt(3);
    model.committed.putIfAbsent(name, 0L);
    model.read.putIfAbsent(name, model.committed.get(name));
    return cursors.computeIfAbsent(name, key -> queues.view(directory).cursor(key));
  }

  private void read(Random random) throws InterruptedException {
    Cursor cursor = cursor(random);
    int limit = 1 + random.nextInt(60);
    long from = model.read.get(cursor.name());
    List<QueueRecord> records = cursor.read(limit, Duration.ZERO);
    assertEquals(Math.min(limit, lastSeen() - from), records.size());
    for (int i = 0; i < records.size(); i++) {
      assertEquals(from + 1 + i, records.get(i).sequence());
      assertEquals(model.records.get((int) from + i), records.get(i).message().asMap());
    }
    model.read.put(cursor.name(), from + records.size());
  }

  private long lastSeen() {
    return model.records.size();
  }

  private void commit(Random random) {
    Cursor cursor = cursor(random);
    long to = (long) (random.nextDouble() * (lastSeen() + 1));
    cursor.commit(to);
    model.committed.put(cursor.name(), to);
    assertEquals(to, cursor.committed());
    assertEquals(lastSeen() - to, cursor.depth());
  }

  private void seek(Random random) {
    Cursor cursor = cursor(random);
    long to = (long) (random.nextDouble() * (lastSeen() + 1));
    cursor.seek(to);
    model.read.put(cursor.name(), to);
  }

  /** What a killed process leaves, opened by the next one. */
  private void crash() throws Exception {
    Path after = home.resolve(directory.getFileName() + "-" + ++crashes);
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.toList()) {
        if (!path.endsWith("doorbell") && !path.endsWith("owner")) { // of the dead process
          Files.copy(path, after.resolve(directory.relativize(path).toString()));
        }
      }
    } catch (NoSuchFileException e) {
      assertTrue(model.records.isEmpty(), "nothing to copy yet");
      return;
    }
    close();
    directory = after;
    open();
    queues.appender(directory);
    verifyAll();
  }

  private void verifyAll() throws InterruptedException, IOException {
    QueueAppender appender = queues.appender(directory);
    model.watermarks.forEach(
        (link, mark) -> assertEquals(OptionalLong.of(mark), appender.watermark(link)));
    assertEquals(model.records.size(), queues.view(directory).lastSequence());
    for (Map.Entry<String, Long> entry : model.committed.entrySet()) {
      try (Cursor cursor = queues.view(directory).cursor(entry.getKey())) {
        assertEquals(entry.getValue(), cursor.committed());
      }
    }
    long expected = 0;
    try (RecordStream records = StoredQueue.at(directory).orElseThrow().read(1)) {
      while (records.advance()) {
        QueueRecord record = records.record().orElseThrow();
        assertEquals(++expected, record.sequence());
        assertEquals(expected, record.message().identity().get().sequence());
        assertEquals(model.records.get((int) expected - 1), record.message().asMap());
      }
    }
    assertEquals(model.records.size(), expected);
    assertTrue(Verification.run(StoredQueue.at(directory).orElseThrow(), part -> {}).isSound());
  }
}
