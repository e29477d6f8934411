// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import wubot.config.WithheldVariables;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.ReactionFailure;

/**
 * One run of a program: with a deadline, its output bounded, and nothing of it left behind.
 *
 * @param line the program and its arguments
 * @param directory where it runs
 * @param timeout after this long it is killed
 * @param limit so many bytes of output are kept
 * @param withheld what it does not inherit from the daemon's environment
 */
record Run(
    List<String> line, Path directory, Duration timeout, int limit, WithheldVariables withheld) {

  private static final int LONGEST_VARIABLE = 100_000; // the kernel takes 128 KiB each

  /**
   * How it ended.
   *
   * @param output without the last line end
   * @param status the exit code, 0 when a signal ended it
   * @param signal the signal, 0 for none
   */
  record Result(String output, int status, int signal) {}

  /**
   * Runs the program.
   *
   * @param environment its fields become variables
   * @throws ReactionFailure when it cannot be started or took too long
   * @throws InterruptedException when the thread was interrupted; the program is killed
   */
  Result run(Optional<Message> environment) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    withheld.removeFrom(builder.environment());
    environment.ifPresent(message -> variables(message, builder.environment()));
    Process process = start(builder);
    Output output = new Output(process.getInputStream(), limit);
    Thread reader = new Thread(output, "output of " + line.get(0));
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ReactionFailure.passing(
            line.get(0) + " took longer than " + timeout.toMillis() + " ms and was killed", null);
      }
      // Something it started may keep the output open: what is there by now is the output.
      reader.join(200);
    } finally {
      killAll(process);
    }
    int code = process.exitValue();
    boolean signalled = code > 128 && code < 128 + 65;
    return new Result(output.text(), signalled ? 0 : code, signalled ? code - 128 : 0);
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw ReactionFailure.lasting("cannot run " + line.get(0) + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    String text = String.valueOf(e.getMessage());
    int error = text.lastIndexOf("error=");
    return error < 0 ? text : text.substring(error).replaceFirst("error=[0-9]+, ", "");
  }

  private static void variables(Message message, Map<String, String> environment) {
    message.forEach(
        (name, value) -> {
          String text = FieldValue.text(value);
          if (text.indexOf('\0') < 0 && text.length() <= LONGEST_VARIABLE) {
            environment.put(variable(name), text);
          }
        });
  }

  /** {@code config.delay} is {@code WUBOT_CONFIG_DELAY}. */
  static String variable(String field) {
    return "WUBOT_" + field.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static void killAll(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Reads to the end, so that the program never waits for us, and keeps the beginning. */
  private static final class Output implements Runnable {

    private final InputStream from;
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Output(InputStream from, int limit) {
      this.from = from;
      this.limit = limit;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try (from) {
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
          keep(buffer, read);
        }
      } catch (IOException e) {
        // The program was killed: what it printed before is kept.
      }
    }

    private synchronized void keep(byte[] buffer, int length) {
      kept.write(buffer, 0, Math.min(length, limit - kept.size()));
    }

    synchronized String text() {
      String text = kept.toString(StandardCharsets.UTF_8);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
  }
}
