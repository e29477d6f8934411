// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;
import wubot.disk.Refusal;

/**
 * What a queue is born with.
 *
 * @param incarnation tells it from all other queues, also from one made anew in its place
 * @param host the short host name it was made on
 */
record QueueIdentity(long incarnation, String host) {

  private static final Logger LOG = LoggerFactory.getLogger(QueueIdentity.class);
  private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

  /** Seconds and 22 random bits: grows with time, and fits a double, as JSON readers want it. */
  static QueueIdentity make(String host, Instant now, RandomGenerator random) {
    long seconds = Math.max(1, now.getEpochSecond() - EPOCH) & 0x7FFF_FFFFL;
    return new QueueIdentity(seconds << 22 | random.nextInt(1 << 22), host);
  }

  /** The identity of the queue in this directory, empty when there is none. */
  static Optional<QueueIdentity> read(Layout layout) {
    try {
      byte[] bytes = Files.readAllBytes(layout.identity());
      String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
      if (lines.length < 3 || !lines[0].equals("wubot queue 1")) {
        throw damaged(layout);
      }
      return Optional.of(new QueueIdentity(Long.parseLong(lines[1], 36), lines[2]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (NumberFormatException e) {
      throw damaged(layout);
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", layout.identity(), e), e);
    }
  }

  /** That of the queue in this directory, which is given one when it has none. */
  static QueueIdentity readOrMake(Layout layout, String host, Clock clock, RandomGenerator random)
      throws IOException {
    Optional<QueueIdentity> existing = readOrRepair(layout, host);
    if (existing.isPresent()) {
      return new QueueIdentity(existing.get().incarnation(), host);
    }
    QueueIdentity made = make(host, clock.instant(), random);
    made.write(layout);
    return made;
  }

  /** As read; one that is damaged or missing is found again in the records and written anew. */
  static Optional<QueueIdentity> readOrRepair(Layout layout, String host) throws IOException {
    Optional<QueueIdentity> read = Optional.empty();
    Optional<QueueException> problem = Optional.empty();
    try {
      read = read(layout);
    } catch (QueueException e) {
      problem = Optional.of(e);
    }
    if (read.isPresent()) {
      return read;
    }
    boolean newer = problem.isPresent() && isNewer(layout);
    Optional<QueueIdentity> found = newer ? Optional.empty() : inRecords(layout, host);
    if (found.isPresent()) {
      LOG.warn("{} was damaged or missing; it was made anew from the records", layout.identity());
      found.get().write(layout);
    } else if (problem.isPresent() && (newer || wasUsed(layout))) {
      throw problem.get();
    }
    return found;
  }

  /** Whether there ever was a record; with none, no message carries the incarnation. */
  private static boolean wasUsed(Layout layout) throws IOException {
    return Checkpoint.read(layout).filter(found -> found.state().last() == 0).isEmpty();
  }

  private static boolean isNewer(Layout layout) throws IOException {
    String text = new String(Files.readAllBytes(layout.identity()), StandardCharsets.ISO_8859_1);
    return text.matches("(?s)wubot queue [0-9]+\n.*") && !text.startsWith("wubot queue 1\n");
  }

  private static Optional<QueueIdentity> inRecords(Layout layout, String host) throws IOException {
    for (Path file : layout.files()) {
      try (FileScan scan = new FileScan(file, RecordFormat.ANY_INCARNATION)) {
        while (scan.step() != FileScan.Step.RECORD) {
          if (!scan.resync()) {
            break;
          }
        }
        if (scan.current()) {
          return Optional.of(new QueueIdentity(scan.incarnation(), host));
        }
      }
    }
    return Optional.empty();
  }

  void write(Layout layout) throws IOException {
    String text = "wubot queue 1\n" + Long.toString(incarnation, 36) + "\n" + host + "\n";
    Disk.replace(layout.identity(), text.getBytes(StandardCharsets.UTF_8));
  }

  private static QueueException damaged(Layout layout) {
    return new QueueException(
        layout.identity()
            + " is damaged or of a newer wubot: its first line should be 'wubot queue 1', its second"
            + " the incarnation that every message id of this host contains");
  }
}
