// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import wubot.monitor.CheckFailure;

/** Runs one of the system's programs to its end: an argument list, a deadline, capped output. */
final class Program {

  private static final int MAX_OUTPUT = 256 * 1024;

  private Program() {}

  /**
   * What a program left.
   *
   * @param exit its exit code
   * @param text standard output and standard error, capped
   */
  record Output(int exit, String text) {}

  /** The words of a command line, for config files that give it as one text; no shell reads it. */
  static List<String> words(String commandLine) {
    return List.of(commandLine.strip().split("\\s+"));
  }

  /**
   * Runs it.
   *
   * @throws CheckFailure when it cannot be started or is not done in time
   */
  static Output run(List<String> command, Duration within) throws InterruptedException {
    Process process = start(command);
    ByteArrayOutputStream collected = new ByteArrayOutputStream();
    Thread reader = new Thread(() -> collect(process.getInputStream(), collected), "output");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CheckFailure(
            command.get(0) + " was not done within " + within.toSeconds() + " s");
      }
      reader.join(1000); // a grandchild may hold the pipe open: what is there by then counts
      synchronized (collected) {
        return new Output(process.exitValue(), collected.toString(StandardCharsets.UTF_8));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Starts it with nothing to read, in the plain locale, errors among the output. */
  static Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new CheckFailure(
          "cannot run " + command.get(0) + ": is it installed, and on the PATH?", e);
    }
  }

  private static void collect(InputStream from, ByteArrayOutputStream into) {
    byte[] buffer = new byte[8192];
    try {
      int length;
      while ((length = from.read(buffer)) >= 0) {
        synchronized (into) {
          into.write(buffer, 0, Math.min(length, MAX_OUTPUT - into.size()));
        }
      }
    } catch (IOException e) {
      // The process was ended; what came before counts.
    }
  }
}
