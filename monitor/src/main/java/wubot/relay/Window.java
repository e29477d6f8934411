// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Duration;

/**
 * How much may be on the way to a peer at once: grows while answers come quickly, shrinks to what a
 * throttled server lets through in a few seconds.
 *
 * <p>Sizes are bytes of encoded batches. To be used by one thread.
 */
final class Window {

  /** Answers slower than this mean that bytes wait somewhere. */
  private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();

  private static final int FIRST = 16 << 10;
  private static final int LEAST = 4 << 10;
  private static final int MOST = 1 << 20;
  private static final int MOST_BATCHES = 32;
  private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MOST_TIMEOUT = Duration.ofMinutes(5);

  private final int leastBatch;
  private int mostBatch;
  private int size = FIRST;
  private int inFlight;
  private int batches;
  private double roundTripNanos;
  private double bytesPerNano;
  private long lastAnswerNanos;

  /** With the largest batch to begin with. */
  Window(int mostBatch) {
    this.mostBatch = mostBatch;
    this.leastBatch = Math.min(2 << 10, mostBatch);
  }

  /** Whether another batch may be sent. A first one always may. */
  boolean open() {
    return batches == 0 || (inFlight < size && batches < MOST_BATCHES);
  }

  /** How large the next batch should be at most. */
  int batch() {
    return Math.min(mostBatch, Math.max(LEAST, size / 4));
  }

  /** Whether bytes are scarce, so that time spent on compressing is time saved. */
  boolean scarce() {
    return size < MOST / 4;
  }

  /** A batch was sent. */
  void sent(int bytes) {
    inFlight += bytes;
    batches++;
  }

  /** A batch was answered. */
  void answered(int bytes, long sentNanos, long nowNanos) {
    inFlight -= bytes;
    batches--;
    long took = Math.max(1, nowNanos - sentNanos);
    roundTripNanos = roundTripNanos == 0 ? took : 0.8 * roundTripNanos + 0.2 * took;
    // The rate is what came through since the answer before, or since this one was sent.
    double rate = (double) bytes / Math.max(1, nowNanos - Math.max(lastAnswerNanos, sentNanos));
    bytesPerNano = bytesPerNano == 0 ? rate : 0.7 * bytesPerNano + 0.3 * rate;
    lastAnswerNanos = nowNanos;
    if (took < SLOW_NANOS) {
      size = Math.min(MOST, size + bytes);
    } else {
      size = (int) Math.max(LEAST, Math.min(size, bytesPerNano * SLOW_NANOS));
    }
  }

  /** Everything on the way is given up. */
  void reset() {
    inFlight = 0;
    batches = 0;
    size = Math.min(size, FIRST);
  }

  /** A batch of this size was too large for somebody; whether smaller ones can be tried. */
  boolean shrink(int bytes) {
    boolean can = mostBatch > leastBatch;
    mostBatch = Math.max(leastBatch, Math.min(mostBatch, bytes) / 2);
    return can;
  }

  /** Largest batch at present. */
  int mostBatch() {
    return mostBatch;
  }

  /** Never more than the peer takes. */
  void atMost(long bytes) {
    mostBatch = (int) Math.max(leastBatch, Math.min(mostBatch, bytes));
  }

  /** How long to wait for an answer, considering what has to go before. */
  Duration timeout(int bytes) {
    double expected = 4 * roundTripNanos;
    if (bytesPerNano > 0) {
      expected += 4 * (inFlight + bytes) / bytesPerNano;
    }
    Duration wanted = Duration.ofNanos((long) Math.min(expected, 1e18));
    return wanted.compareTo(LEAST_TIMEOUT) < 0
        ? LEAST_TIMEOUT
        : wanted.compareTo(MOST_TIMEOUT) > 0 ? MOST_TIMEOUT : wanted;
  }

  int batches() {
    return batches;
  }

  int inFlight() {
    return inFlight;
  }
}
