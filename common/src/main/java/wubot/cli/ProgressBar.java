// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A bar on stderr for work that takes longer than a second; nothing when that is no terminal. */
public final class ProgressBar {

  private static final int WIDTH = 40;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintWriter err;
  private final boolean terminal = isTerminal();
  private long next = System.nanoTime() + PATIENCE_NANOS;
  private boolean shown;

  /** A bar that is not shown yet. */
  public ProgressBar(PrintWriter err) {
    this.err = err;
  }

  private static boolean isTerminal() {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
      return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /** Shows how much is done, from 0 to 1. */
  public void show(double part) {
    if (!terminal || System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + BETWEEN_NANOS;
    shown = true;
    int done = (int) (Math.min(1, part) * WIDTH);
    err.printf(
        Locale.ROOT, "\r[%s%s] %3.0f %%", "#".repeat(done), " ".repeat(WIDTH - done), part * 100);
    err.flush();
  }

  /** Takes the bar away. */
  public void clear() {
    if (shown) {
      err.print("\r" + " ".repeat(WIDTH + 10) + "\r");
      err.flush();
    }
  }
}
