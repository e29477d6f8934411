// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells what goes on while it goes on: one line that changes on a terminal, now and then one else.
 */
final class Progress {

  private static final long SELDOM = TimeUnit.SECONDS.toNanos(15);

  private final PrintStream out;
  private final boolean terminal;
  private final long began = System.nanoTime();
  private long told;
  private int kills;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void striking(String server, int number, String fault, long arrived) {
    long now = System.nanoTime();
    if (!terminal && now - told < SELDOM && told != 0) {
      return;
    }
    told = now;
    String line =
        String.format(
            Locale.ROOT,
            "%s  %s  strike %d: %s  %,d arrived, %d kills",
            time(),
            server,
            number,
            fault,
            arrived,
            kills);
    out.print(terminal ? "\r\u001b[K" + line : line + "\n");
    out.flush();
  }

  private String time() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** Counts a strike and notes it beside the logs. */
  void struck(Strike strike, Path directory) throws IOException {
    kills += strike.kills();
    Files.writeString(
        directory.resolve("strikes.txt"),
        java.time.Instant.now() + " " + strike + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Leaves the line. */
  void end(Optional<String> last) {
    if (terminal) {
      out.print("\r\u001b[K");
    }
    last.ifPresent(out::println);
    out.flush();
  }
}
