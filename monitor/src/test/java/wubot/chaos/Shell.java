// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Short commands of the system, and waiting. */
final class Shell {

  private Shell() {}

  /** Runs a command and returns what it printed; throws with that when it failed. */
  static String run(String... line) {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", line) + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Whether a command succeeds. */
  static boolean succeeds(String... line) {
    try {
      run(line);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Polls until the condition holds; false when it did not in time. */
  static boolean await(long millis, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pause(10);
    }
    return true;
  }

  static IllegalStateException interrupted() {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted");
  }

  /** Root of a network of its own, where hosts, wires and disks can be made. */
  static List<String> inNetworkOf(long pid, List<String> command) {
    return java.util.stream.Stream.concat(
            List.of("nsenter", "--net", "--target", Long.toString(pid)).stream(), command.stream())
        .toList();
  }
}
