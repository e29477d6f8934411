// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.disk.SteadyFile;

/**
 * A Chronicle queue being written: one for each time a queue is opened for appending, so that
 * Chronicle never meets a torn file or a dead writer's lock.
 *
 * <p>Chronicle begins a new file when its time provider enters the next minute. Ours moves when
 * {@link #roll} is called and at no other time, and never backwards: files grow to the size we want
 * and no jump of the clock can disorder them. Every file is filled with zeros ahead of the writer,
 * so that the mapped pages have disk behind them. One thread at a time.
 */
final class ChronicleRun implements AutoCloseable {

  /**
   * Room for what Chronicle writes of its own: a file's header and first index, further indexes.
   */
  static final int OWN_BYTES = 64 << 10;

  /** How long Chronicle waits for other writers, of which there are none. */
  private static final long TIMEOUT_MILLIS = 500;

  /** What Chronicle writes behind the last record of a file. */
  private static final int SEAL_BYTES = 8;

  private static final long MINUTE = 60_000;
  private static final long LAST_NAMED = Instant.parse("9998-01-01T00:00:00Z").toEpochMilli();
  private static final DateTimeFormatter FILE_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmm'.cq4'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

  private final Path directory;
  private final Clock clock;
  private final int blockBytes;
  private final SingleChronicleQueue chronicle;
  private final ExcerptAppender appender;
  private volatile long cycleMillis;
  private long begunMillis;
  private Path ended; // the file before, null when there is none
  private long endedBytes;
  private SteadyFile file;
  private long position;
  private boolean hasRecords;
  private long reserved;

  ChronicleRun(Path directory, Clock clock, int blockBytes) throws IOException {
    this.directory = directory;
    this.clock = clock;
    this.blockBytes = blockBytes;
    Disk.makeDirectory(directory);
    Jvm.disablePerfHandler(); // a log line for each mapped block that took 0.1 ms
    cycleMillis = minute();
    chronicle =
        SingleChronicleQueueBuilder.binary(directory.toFile())
            .blockSize(blockBytes)
            .rollCycle(LegacyRollCycles.MINUTELY)
            .timeProvider(() -> cycleMillis)
            .checkInterrupts(false)
            .timeoutMS(TIMEOUT_MILLIS)
            .build();
    appender = chronicle.createAppender();
    appender.singleThreadedCheckDisabled(true);
    try {
      begin(cycleMillis); // only now: a file that is there already would be taken for a torn one
    } catch (IOException e) {
      chronicle.close();
      throw e;
    }
  }

  private long minute() {
    return Math.max(0, Math.min(LAST_NAMED, clock.millis())) / MINUTE * MINUTE;
  }

  /** Makes the next file, durable and with room, before Chronicle maps it. */
  private void begin(long millis) throws IOException {
    Path path = directory.resolve(FILE_NAME.format(Instant.ofEpochMilli(millis)));
    SteadyFile fresh = SteadyFile.writing(path);
    try {
      fill(fresh, 0, 2 * OWN_BYTES);
      Disk.forceDirectory(directory);
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    file = fresh;
    reserved = 2 * OWN_BYTES;
    position = OWN_BYTES;
    hasRecords = false;
    cycleMillis = millis;
    begunMillis = clock.millis();
  }

  private static void fill(SteadyFile file, long from, long to) throws IOException {
    ByteBuffer zeros = ZEROS.duplicate();
    for (long at = from; at < to; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
      file.write(zeros, at);
    }
  }

  /** The largest record that fits; a larger one needs a run with larger blocks. */
  int largestRecord() {
    return blockBytes / 4 - 1024; // Chronicle maps a quarter of a block beyond its end
  }

  /** The block size for records of this length. */
  static int blockBytesFor(int record) {
    return Integer.highestOneBit((record + 1024) * 4 - 1) << 1;
  }

  /** The file being written. */
  SteadyFile file() {
    return file;
  }

  /** Whether the file holds a record. */
  boolean hasRecords() {
    return hasRecords;
  }

  /** Where the last record ends. */
  long position() {
    return position;
  }

  /** Age of the file being written, by the clock; a clock that was set back makes it old. */
  long ageMillis() {
    long age = clock.millis() - begunMillis;
    return age < 0 ? Long.MAX_VALUE : age;
  }

  /** Up to where the file has disk behind it. */
  long reserved() {
    return reserved;
  }

  /** Puts disk behind the file up to here; an IOException when there is none, and no harm done. */
  void reserve(long to) throws IOException {
    fill(file, reserved, to);
    reserved = to;
  }

  /** Writes a record; not durable before the file is forced. */
  void write(byte[] record) {
    try (DocumentContext document = appender.writingDocument()) {
      boolean whole = false;
      try {
        document.wire().bytes().write(record);
        position = document.wire().bytes().writePosition();
        whole = true;
        hasRecords = true;
      } finally {
        if (!whole) {
          document.rollbackOnClose();
        }
      }
    }
  }

  /** Ends the file, durably, and begins the next with the next record. */
  void roll() throws IOException {
    SteadyFile full = file;
    long end = aligned(position) + SEAL_BYTES;
    begin(Math.max(cycleMillis + MINUTE, minute()));
    full.force();
    full.close();
    trim();
    ended = full.path();
    endedBytes = end;
  }

  /** Gives back what was reserved and not used in a file that Chronicle has let go of. */
  private void trim() throws IOException {
    if (ended != null && Files.exists(ended)) {
      cut(ended, endedBytes);
    }
    ended = null;
  }

  private static void cut(Path path, long end) throws IOException {
    try (SteadyFile fresh = SteadyFile.writing(path)) {
      if (end < fresh.size()) {
        fresh.truncate(end);
      }
      fresh.force();
    }
  }

  static long aligned(long position) {
    return (position + 3) & ~3L;
  }

  /** Ends the run and cuts its last file off here. */
  void abandon(long end) throws IOException {
    chronicle.close();
    file.close();
    cut(file.path(), aligned(end));
  }

  /** Ends the run; the last file keeps no room that was not used. */
  @Override
  public void close() {
    chronicle.close();
    try {
      trim();
      if (hasRecords) {
        file.truncate(aligned(position));
      }
      file.force();
      file.close();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("close", file.path(), e), e);
    }
  }
}
