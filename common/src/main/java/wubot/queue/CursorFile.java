// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.disk.SteadyFile;

/**
 * The committed place of one cursor on disk. Two slots are written in turn, each with a count and a
 * checksum, so that a write that was cut short costs nothing: the other slot still stands.
 */
final class CursorFile implements AutoCloseable {

  private static final long MAGIC = 0x7775_626f_7463_7501L;
  private static final int SLOT = 32;

  /** Slots lie in different disk sectors, also where those are large. */
  private static final int[] PLACES = {0, 4096};

  private final SteadyFile file;
  private long count;
  private long sequence;

  private CursorFile(SteadyFile file) {
    this.file = file;
  }

  /** Opens a cursor to move it; a new one starts at 0 and is durable at once. */
  static CursorFile open(Path path) throws IOException {
    boolean fresh = !Files.exists(path);
    if (fresh) {
      Disk.makeDirectory(path.getParent());
    }
    CursorFile cursor = new CursorFile(SteadyFile.writing(path));
    cursor.load();
    if (fresh) {
      cursor.commit(0);
      Disk.forceDirectory(path.getParent());
    }
    return cursor;
  }

  /** The committed sequence of a cursor that somebody else may be moving. */
  static long peek(Path path) throws IOException {
    try (CursorFile cursor = new CursorFile(SteadyFile.reading(path))) {
      cursor.load();
      return cursor.sequence;
    }
  }

  private void load() throws IOException {
    for (int place : PLACES) {
      ByteBuffer slot = ByteBuffer.allocate(SLOT);
      if (file.read(slot, place) == SLOT
          && slot.getLong(0) == MAGIC
          && slot.getInt(24) == checksum(slot)
          && slot.getLong(8) > count) {
        count = slot.getLong(8);
        sequence = slot.getLong(16);
      }
    }
  }

  long sequence() {
    return sequence;
  }

  /** Moves the cursor; durable when this returns. */
  void commit(long to) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT).putLong(MAGIC).putLong(count + 1).putLong(to);
    slot.putInt(checksum(slot));
    slot.rewind();
    file.write(slot, PLACES[(int) (count & 1)]);
    file.force();
    count++;
    sequence = to;
  }

  private static int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, 24));
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("close", file.path(), e), e);
    }
  }
}
