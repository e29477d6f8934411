// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.time.Duration;
import java.util.Objects;

/**
 * How a process keeps its queues; {@link #DEFAULT} suits everybody, change one part with a {@code
 * with…} method.
 *
 * @param durability when a message counts as accepted
 * @param interval longest time between two forces under {@link Durability#INTERVAL}
 * @param keep how long records stay after every cursor has passed them; then whole files go
 * @param floorBytes appends are refused while the disk has less free space than this
 * @param blockBytes size of a mapped block, 64 KiB to 1 GiB, a power of two
 * @param fileBytes a new file is begun when one has grown to this size
 * @param fileAge a new file is begun when one is this old
 */
public record QueueSettings(
    Durability durability,
    Duration interval,
    Duration keep,
    long floorBytes,
    int blockBytes,
    long fileBytes,
    Duration fileAge) {

  /** Durable at once, 24 h kept, 64 MiB floor, 1 MiB blocks, files of 64 MiB or an hour. */
  public static final QueueSettings DEFAULT =
      new QueueSettings(
          Durability.COMMIT,
          Duration.ofMillis(100),
          Duration.ofHours(24),
          64L << 20,
          1 << 20,
          64L << 20,
          Duration.ofHours(1));

  /** Checks the ranges; throws IllegalArgumentException naming the part that is out of range. */
  public QueueSettings {
    Objects.requireNonNull(durability, "durability");
    require(interval.toMillis() >= 1, "interval must be at least 1 ms");
    require(!keep.isNegative(), "keep must not be negative");
    require(floorBytes >= 0, "floorBytes must not be negative");
    require(
        blockBytes >= 64 << 10 && blockBytes <= 1 << 30 && Integer.bitCount(blockBytes) == 1,
        "blockBytes must be a power of two from 64 KiB to 1 GiB");
    require(fileBytes >= 128 << 10, "fileBytes must be at least 128 KiB");
    require(fileAge.toMillis() >= 1, "fileAge must be at least 1 ms");
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** The same with another durability. */
  public QueueSettings withDurability(Durability other) {
    return new QueueSettings(other, interval, keep, floorBytes, blockBytes, fileBytes, fileAge);
  }

  /** The same with another longest time between two forces. */
  public QueueSettings withInterval(Duration other) {
    return new QueueSettings(durability, other, keep, floorBytes, blockBytes, fileBytes, fileAge);
  }

  /** The same with another time to keep what was read. */
  public QueueSettings withKeep(Duration other) {
    return new QueueSettings(
        durability, interval, other, floorBytes, blockBytes, fileBytes, fileAge);
  }

  /** The same with another free-space floor. */
  public QueueSettings withFloorBytes(long other) {
    return new QueueSettings(durability, interval, keep, other, blockBytes, fileBytes, fileAge);
  }

  /** The same with another block size. */
  public QueueSettings withBlockBytes(int other) {
    return new QueueSettings(durability, interval, keep, floorBytes, other, fileBytes, fileAge);
  }

  /** The same with another file size. */
  public QueueSettings withFileBytes(long other) {
    return new QueueSettings(durability, interval, keep, floorBytes, blockBytes, other, fileAge);
  }

  /** The same with another file age. */
  public QueueSettings withFileAge(Duration other) {
    return new QueueSettings(durability, interval, keep, floorBytes, blockBytes, fileBytes, other);
  }
}
