// SPDX-License-Identifier: Apache-2.0
package wubot.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * An open file that survives the interruption of the threads that use it. A FileChannel closes
 * itself when a thread is interrupted inside it, and checks with a deadline are interrupted; this
 * opens it again and repeats what was asked, and leaves the thread's interrupt flag standing.
 */
public final class SteadyFile implements AutoCloseable {

  private interface Work<T> {
    T on(FileChannel channel) throws IOException;
  }

  private final Path path;
  private final Set<? extends OpenOption> options;
  private final Optional<Object> key;
  private FileChannel channel;
  private boolean cut;
  private boolean closed;

  private SteadyFile(Path path, Set<? extends OpenOption> options, FileChannel channel)
      throws IOException {
    this.path = path;
    this.options = options;
    this.channel = channel;
    this.key = key(path);
  }

  private static Optional<Object> key(Path path) throws IOException {
    return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  /** Opens for reading; a directory too, to {@link #force} its names. */
  public static SteadyFile reading(Path path) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.READ);
    return new SteadyFile(path, options, FileChannel.open(path, options));
  }

  /** Opens for reading and writing, making the file when it is missing. */
  public static SteadyFile writing(Path path) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    return new SteadyFile(path, options, channel);
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** Reads as much as there is from this position on, up to the buffer's limit. */
  public int read(ByteBuffer into, long position) throws IOException {
    int start = into.position();
    return steadily(
        file -> {
          into.position(start);
          while (into.hasRemaining() && file.read(into, position + into.position() - start) > 0) {}
          return into.position() - start;
        });
  }

  /** Writes the whole buffer at this position. */
  public void write(ByteBuffer bytes, long position) throws IOException {
    int start = bytes.position();
    steadily(
        file -> {
          bytes.position(start);
          while (bytes.hasRemaining()) {
            file.write(bytes, position + bytes.position() - start);
          }
          return true;
        });
  }

  /** Brings what was written, mapped pages of the file included, onto the disk. */
  public void force() throws IOException {
    steadily(
        file -> {
          file.force(cut); // without the rest, a size that shrank need not reach the disk
          cut = false;
          return true;
        });
  }

  /** Whether its name still leads to this file: nobody removed, moved or replaced it. */
  public boolean isInPlace() {
    try {
      return key(path).equals(key);
    } catch (IOException e) {
      return false;
    }
  }

  /** In bytes. */
  public long size() throws IOException {
    return steadily(FileChannel::size);
  }

  /** Cuts off what is behind so many bytes. */
  public void truncate(long size) throws IOException {
    steadily(
        file -> {
          cut = true;
          return file.truncate(size);
        });
  }

  private synchronized <T> T steadily(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          if (!channel.isOpen() && !closed) {
            channel = FileChannel.open(path, options);
          }
          return work.on(channel);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }
}
