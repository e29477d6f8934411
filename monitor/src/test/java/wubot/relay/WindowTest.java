// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** The window against a simulated server that lets a fixed number of bytes a second through. */
class WindowTest {

  private static final long SECOND = 1_000_000_000L;

  private record Sent(int bytes, long at) {}

  /** Runs the window for so many batches; returns bytes in flight at their highest in the end. */
  private static int highest(Window window, double bytesPerSecond, int batches) {
    Deque<Sent> way = new ArrayDeque<>();
    long now = SECOND;
    long free = now;
    int highest = 0;
    for (int i = 0; i < batches; i++) {
      while (window.open()) {
        int bytes = window.batch();
        window.sent(bytes);
        way.add(new Sent(bytes, now));
      }
      if (i > batches / 2) {
        highest = Math.max(highest, window.inFlight());
      }
      Sent first = way.remove();
      free = Math.max(free, first.at()) + (long) (first.bytes() / bytesPerSecond * SECOND);
      now = Math.max(now, free) + SECOND / 1000;
      window.answered(first.bytes(), first.at(), now);
    }
    return highest;
  }

  @Test
  void aThrottledServerIsSentAFewSecondsWorth() {
    Window window = new Window(32_000);
    int highest = highest(window, 3000, 200);
    assertTrue(highest <= 3000 * 10, () -> "in flight " + highest);
    assertTrue(window.timeout(4096).toSeconds() >= 30);
    assertTrue(window.scarce());
  }

  @Test
  void aFastServerIsSentAllTheWindow() {
    Window window = new Window(32_000);
    int highest = highest(window, 50e6, 2000);
    assertTrue(highest > 300_000, () -> "in flight " + highest);
    assertEquals(32_000, window.batch());
    assertFalse(window.scarce());
  }

  @Test
  void aWindowThatWasGivenUpStartsSmall() {
    Window window = new Window(32_000);
    highest(window, 50e6, 2000);
    window.reset();
    assertEquals(0, window.inFlight());
    assertTrue(window.batch() < 8_000);
  }

  @Test
  void aRefusalHalvesTheLargestBatch() {
    Window window = new Window(32_000);
    assertTrue(window.shrink(20_000));
    assertEquals(10_000, window.mostBatch());
    for (int i = 0; i < 10; i++) {
      window.shrink(20_000);
    }
    assertEquals(2048, window.mostBatch());
    assertFalse(window.shrink(20_000));
  }
}
