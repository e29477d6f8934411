// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;

/** The memories of all instances, one file each; a new one replaces the old in a single step. */
final class MemoryFiles {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryFiles.class);

  private final Path directory;

  /** In this directory, which is made when missing. */
  MemoryFiles(Path directory) {
    this.directory = directory;
  }

  /** What is remembered under the key; a file that cannot be read is set aside. */
  Memory load(String key) {
    Path file = file(key);
    try {
      return MemoryJson.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Memory.none();
    } catch (IOException e) {
      Path aside = directory.resolve(key + ".broken");
      LOG.error(
          "What {} remembered cannot be read from {} ({}); it starts afresh, the file is kept as {}.",
          key,
          file,
          e.getMessage(),
          aside);
      move(file, aside);
      return Memory.none();
    }
  }

  /**
   * Remembers.
   *
   * @param durable whether it must survive a power cut
   * @throws IOException when the disk refuses; what was remembered before is still there
   */
  void save(String key, Memory memory, boolean durable) throws IOException {
    Files.createDirectories(directory);
    Path fresh = directory.resolve(key + ".new");
    byte[] bytes = MemoryJson.write(memory).getBytes(StandardCharsets.UTF_8);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      if (durable) {
        out.force(true);
      }
    }
    Files.move(fresh, file(key), StandardCopyOption.ATOMIC_MOVE);
    if (durable) {
      Disk.forceDirectory(directory);
    }
  }

  private Path file(String key) {
    return directory.resolve(key + ".json");
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.error("Cannot move {} to {}: {}", from, to, e.getMessage());
    }
  }
}
