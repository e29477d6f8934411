// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import wubot.disk.Refusal;
import wubot.disk.SteadyFile;

/**
 * The sequence of the newest record that readers may see, kept in a file for readers in other
 * processes. It never runs ahead of the disk; after a crash it may lag behind, until the queue is
 * opened for appending again.
 */
final class HeadFile implements AutoCloseable {

  private static final long MAGIC = 0x7775_626f_7468_6401L;
  private static final int SIZE = 24;
  private static final int ATTEMPTS = 50;

  private final SteadyFile file;

  private HeadFile(SteadyFile file) {
    this.file = file;
  }

  static HeadFile writing(Path path) throws IOException {
    return new HeadFile(SteadyFile.writing(path));
  }

  /**
   * Opens it for reading.
   *
   * @throws NoSuchFileException when nothing was ever published
   */
  static HeadFile reading(Path path) throws IOException {
    return new HeadFile(SteadyFile.reading(path));
  }

  void publish(long sequence) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).putLong(MAGIC).putLong(sequence);
    bytes.putInt(checksum(bytes));
    bytes.rewind();
    file.write(bytes, 0);
  }

  void force() throws IOException {
    file.force();
  }

  /** The published sequence; empty when the file is damaged, which a crash can do to it. */
  OptionalLong read() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) { // the writer may be in the middle of it
      ByteBuffer bytes = ByteBuffer.allocate(SIZE);
      int size = file.read(bytes, 0);
      if (size == SIZE && bytes.getLong(0) == MAGIC && bytes.getInt(16) == checksum(bytes)) {
        return OptionalLong.of(bytes.getLong(8));
      }
    }
    return OptionalLong.empty();
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, 16));
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
