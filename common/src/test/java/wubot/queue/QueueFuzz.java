// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import wubot.message.Message;

/** A queue whose record file, and now and then another, is whatever somebody made of it. */
public final class QueueFuzz implements wubot.fuzz.FuzzTarget {

  private static final long INCARNATION = 12345678L << 22;
  private static final int RECORD_START = 128;

  private final Path directory;
  private final Layout layout;
  private final ChronicleQueues queues;

  /** Works in memory where there is a place for it. */
  public QueueFuzz() {
    try {
      Path memory = Path.of("/dev/shm");
      directory =
          Files.isWritable(memory)
              ? Files.createTempDirectory(memory, "fuzz")
              : Files.createTempDirectory("fuzz");
      layout = new Layout(directory.resolve("q"));
      Files.createDirectories(layout.run(1));
      new QueueIdentity(INCARNATION, "joe").write(layout);
      queues =
          new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "queue";
  }

  /** The first byte says which file it is; records follow each other as Chronicle lays them out. */
  @Override
  public List<byte[]> seeds() {
    ByteBuffer file = ByteBuffer.allocate(4096).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    file.position(RECORD_START);
    for (long n = 1; n <= 6; n++) {
      Entry entry =
          n % 2 == 0
              ? Entry.of(Message.of("n", n).with("text", "x".repeat((int) n * 40)))
              : Entry.received(Message.of("n", n), new LinkStamp("box", n));
      byte[] record = RecordFormat.encode(entry, "joe", INCARNATION);
      RecordFormat.seal(record, n, n, 1000 + n, n % 3 == 0, n - 1);
      file.putInt(record.length).put(record);
      file.position((file.position() + 3) & ~3);
    }
    byte[] records = new byte[1 + file.position()];
    file.get(0, records, 1, file.position());
    List<byte[]> seeds = new ArrayList<>(List.of(records));
    for (String text :
        List.of(
            "\1wubot queue checkpoint 1\nlast 3\nown 3\nat 128 00000001/0.cq4\nlink 3 box\ncrc 0\n",
            "\2wubot queue 1\n1s9lu7gg0w\njoe\n",
            "\3" + "x".repeat(4128),
            "\4" + "x".repeat(24))) {
      seeds.add(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    return seeds;
  }

  /** Puts checksums right, so that what they cover is read. */
  @Override
  public byte[] repair(byte[] changed, Random random) {
    byte[] bytes = changed.clone();
    if (bytes.length == 0 || bytes[0] != 0) {
      return bytes;
    }
    for (int at = 1; at + RecordFormat.HEADER <= bytes.length; at++) {
      if (RecordFormat.magic(bytes, at) == RecordFormat.MAGIC) {
        int length = RecordFormat.length(bytes, at);
        if (length >= RecordFormat.HEADER && length <= bytes.length - at) {
          CRC32C crc = new CRC32C();
          crc.update(bytes, at + 8, length - 8);
          ByteBuffer.wrap(bytes).putInt(at + 4, (int) crc.getValue());
        }
      }
    }
    return bytes;
  }

  @Override
  public boolean read(byte[] input) throws Exception {
    if (input.length == 0) {
      return false;
    }
    byte[] content = java.util.Arrays.copyOfRange(input, 1, input.length);
    Path target =
        switch (input[0]) {
          case 0 -> layout.run(1).resolve("0.cq4");
          case 1 -> layout.checkpoint();
          case 2 -> layout.identity();
          case 3 -> layout.cursor("c");
          case 4 -> layout.head();
          default -> layout.run(1).resolve("1.cq4");
        };
    Files.createDirectories(target.getParent());
    Files.write(target, content);
    try {
      return use();
    } catch (QueueException e) {
      return false; // only the identity may make a queue unreadable
    } finally {
      Files.delete(target);
      Files.deleteIfExists(layout.head());
      new QueueIdentity(INCARNATION, "joe").write(layout);
    }
  }

  private boolean use() throws Exception {
    SetAside aside = new SetAside(layout, new QueueMetrics());
    var stored = StoredQueue.at(layout.directory());
    long records = 0;
    if (stored.isPresent()) {
      Verification.run(stored.get(), done -> {});
      try (RecordStream stream = stored.get().read(1)) {
        while (stream.advance()) {
          stream.record();
          records++;
        }
      }
    }
    try (Cursor cursor = queues.view(layout.directory()).cursor("c")) {
      cursor.read(10, Duration.ZERO);
    }
    Recovery.run(layout, INCARNATION, aside);
    return records > 0;
  }

  @Override
  public void close() {
    queues.close();
    try {
      PowerLossLane.remove(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
