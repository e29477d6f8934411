// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import wubot.disk.Refusal;

/**
 * Holds a queue for the one process that appends to it. The kernel drops the lock when the process
 * dies, however it dies.
 *
 * <p>The lock file is opened by nobody else and never twice in one process: closing any second
 * channel on it would drop the lock. Who holds it stands in a file beside it.
 */
final class OwnerLock implements AutoCloseable {

  private final Layout layout;
  private final FileChannel channel;
  private final FileLock lock;

  private OwnerLock(Layout layout, FileChannel channel, FileLock lock) {
    this.layout = layout;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @throws QueueOwnedException when another process, or another part of this one, holds it
   */
  static OwnerLock take(Layout layout) throws IOException {
    Optional<String> here = describe(ProcessHandle.current());
    if (here.isPresent() && here.equals(holder(layout))) {
      throw owned(layout, "this process, which has opened it already");
    }
    FileChannel channel =
        FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Left open on purpose: closing it would drop the lock that is held.
      throw owned(layout, "this process, which has opened it already");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    if (lock == null) {
      channel.close();
      throw owned(layout, holder(layout).orElse("another process"));
    }
    Files.write(layout.owner(), here.orElse("").getBytes(StandardCharsets.UTF_8));
    return new OwnerLock(layout, channel, lock);
  }

  private static QueueOwnedException owned(Layout layout, String by) {
    return new QueueOwnedException(
        "queue "
            + layout.directory()
            + " is owned by "
            + by
            + "; only one process appends to a queue: stop that one, or use another WUBOT_HOME");
  }

  /** Who owns the queue or owned it last, as it described itself. */
  static Optional<String> holder(Layout layout) {
    try {
      String text = Files.readString(layout.owner()).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** "process 1234 (wubot monitor, since 2026-01-02T03:04:05Z)". */
  private static Optional<String> describe(ProcessHandle process) {
    Instant since = process.info().startInstant().orElse(Instant.EPOCH);
    return Optional.of(
        "process "
            + process.pid()
            + " ("
            + command()
            + ", since "
            + since.truncatedTo(ChronoUnit.MILLIS)
            + ")");
  }

  /** The first words of the command line; arguments may hold what is nobody's business. */
  private static String command() {
    String line = System.getProperty("sun.java.command", "java");
    String[] words = line.split(" ", 3);
    String main = words[0].substring(words[0].lastIndexOf('/') + 1);
    if (!main.equals("wubot.cli.Wubot")) {
      return main;
    }
    return words.length > 1 ? "wubot " + words[1] : "wubot";
  }

  Path directory() {
    return layout.directory();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(layout.owner());
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("unlock", layout.directory(), e), e);
    }
  }
}
