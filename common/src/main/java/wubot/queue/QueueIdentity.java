// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a queue is born with.
 *
 * @param incarnation tells it from all other queues, also from one made anew in its place
 * @param host the short host name it was made on
 */
record QueueIdentity(long incarnation, String host) {

  private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

  /** Seconds and 22 random bits: grows with time, and fits a double, as JSON readers want it. */
  static QueueIdentity make(String host, Instant now, RandomGenerator random) {
    long seconds = Math.max(1, now.getEpochSecond() - EPOCH) & 0x7FFF_FFFFL;
    return new QueueIdentity(seconds << 22 | random.nextInt(1 << 22), host);
  }

  /** The identity of the queue in this directory, empty when there is none. */
  static Optional<QueueIdentity> read(Layout layout) {
    try {
      String[] lines = Files.readString(layout.identity()).split("\n", -1);
      if (lines.length < 3 || !lines[0].equals("wubot queue 1")) {
        throw damaged(layout);
      }
      return Optional.of(new QueueIdentity(Long.parseLong(lines[1], 36), lines[2]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (NumberFormatException e) {
      throw damaged(layout);
    } catch (IOException e) {
      throw new QueueException(Problems.cannot("read", layout.identity(), e), e);
    }
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
