// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/** A real file system that is really full; needs root to mount one, and is skipped otherwise. */
@Tag("slow")
class FullDiskTest {

  private static final QueueSettings SMALL_FILES =
      QueueSettings.DEFAULT.withBlockBytes(64 << 10).withFileBytes(1 << 20);

  @TempDir Path home;
  private final List<Path> mounted = new ArrayList<>();

  @AfterEach
  void unmount() throws Exception {
    for (Path path : mounted) {
      // What was mapped of it may be let go of a little later, and nobody can remove it until then.
      for (int tries = 0; !run("umount", path.toString()) && tries < 300; tries++) {
        Thread.sleep(100);
      }
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) { // no such command
      return false;
    }
  }

  private Path mount(String kind) throws Exception {
    Path disk = Files.createDirectory(home.resolve("disk"));
    boolean done;
    if (kind.equals("tmpfs")) {
      done = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    } else {
      Path image = home.resolve("image");
      Files.write(image, new byte[32 << 20]);
      done =
          run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
              && run("mount", "-o", "loop", image.toString(), disk.toString());
    }
    assumeTrue(done, "this account or machine cannot mount a small " + kind);
    mounted.add(disk);
    return disk;
  }

  private static void fill(Path disk) throws IOException {
    try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
      byte[] bytes = new byte[4096];
      while (true) {
        filler.write(bytes);
      }
    } catch (IOException e) {
      assertTrue(Files.exists(disk.resolve("filler")), "no space left, as it should be");
    }
  }

  private static long appendUntilFull(QueueAppender appender, long next) {
    long n = next;
    while (true) {
      try {
        List<Entry> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          batch.add(Entry.of(Message.of("n", n + i).with("text", "f".repeat(700))));
        }
        appender.append(batch);
        n += 20;
      } catch (QueueFullException e) {
        return n;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4"})
  void appendsAreRefusedAboveTheFloorAndResumeByThemselves(String kind) throws Exception {
    Path disk = mount(kind);
    Path directory = disk.resolve("q");
    try (ChronicleQueues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), SMALL_FILES.withFloorBytes(4 << 20))) {
      QueueAppender appender = queues.appender(directory);
      Path ballast = disk.resolve("ballast");
      Files.write(ballast, new byte[8 << 20]);
      long next = appendUntilFull(appender, 1);
      assertTrue(next > 1000, "room for some: " + next);
      assertTrue(disk.toFile().getUsableSpace() > 3 << 20, "the floor");
      QueueFullException refusal =
          assertThrows(
              QueueFullException.class,
              () -> appender.append(Message.of("text", "f".repeat(15_000_000))));
      assertTrue(refusal.getMessage().contains("4.2 MB must stay free"), refusal.getMessage());
      Files.delete(ballast);
      long more = appendUntilFull(appender, next);
      assertTrue(more > next);
      verify(queues, directory, more - 1);
    }
  }

  /** Somebody else takes the last byte, and no floor keeps anything free. */
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4"})
  void aDiskFilledByOthersFaultsNoPage(String kind) throws Exception {
    Path disk = mount(kind);
    Path directory = disk.resolve("q");
    try (ChronicleQueues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), SMALL_FILES.withFloorBytes(0))) {
      QueueAppender appender = queues.appender(directory);
      appender.append(Message.of("n", 1));
      long next = 2;
      for (int round = 0; round < 4; round++) {
        fill(disk);
        next = appendUntilFull(appender, next);
        Files.delete(disk.resolve("filler"));
        appender.append(Message.of("n", next++));
      }
      verify(queues, directory, next - 1);
    }
    try (ChronicleQueues queues =
        new ChronicleQueues("joe", Clock.systemUTC(), SMALL_FILES.withFloorBytes(0))) {
      assertTrue(queues.appender(directory).append(Message.of("n", 0)) > 1);
    }
  }

  @Test
  void aQueueOnAFullDiskOpensAndReads() throws Exception {
    Path disk = mount("tmpfs");
    Path directory = disk.resolve("q");
    QueueSettings settings = SMALL_FILES.withFloorBytes(0);
    long next;
    try (Queues queues = new ChronicleQueues("joe", Clock.systemUTC(), settings)) {
      next = appendUntilFull(queues.appender(directory), 1);
    }
    try (ChronicleQueues queues = new ChronicleQueues("joe", Clock.systemUTC(), settings)) {
      verify(queues, directory, next - 1);
    }
  }

  private static void verify(Queues queues, Path directory, long last) throws Exception {
    long expected = 1;
    try (Cursor cursor = queues.view(directory).cursor("v")) {
      List<QueueRecord> records = cursor.read(500, Duration.ZERO);
      while (!records.isEmpty()) {
        for (QueueRecord record : records) {
          assertEquals(expected, record.sequence());
          assertEquals(Long.toString(expected), record.message().text("n"));
          expected++;
        }
        records = cursor.read(500, Duration.ZERO);
      }
    }
    assertEquals(last, expected - 1);
  }
}
