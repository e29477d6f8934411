// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, started by the bench and ended by its process id. */
final class Program implements AutoCloseable {

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;

  private Program(List<String> command, Map<String, String> environment, Path log) {
    this.command = command;
    this.environment = environment;
    this.log = log;
  }

  /** Starts it; what it says is appended to the log. */
  static Program start(List<String> command, Map<String, String> environment, Path log) {
    Program program = new Program(List.copyOf(command), Map.copyOf(environment), log);
    program.start();
    return program;
  }

  /** Runs a short command to its end and returns what it printed, also when it fails. */
  static String run(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted();
    }
  }

  private void start() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Throws with the place of the log when it has ended by itself. */
  void mustLive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          command.get(0) + " ended with " + process.exitValue() + "; it says so in " + log);
    }
  }

  /** Sends SIGKILL, waits for the end and starts it again. */
  void killAndRestart() {
    end(0);
    start();
  }

  /** Asks it to end, and insists after ten seconds. */
  void stop() {
    process.destroy();
    end(10);
  }

  @Override
  public void close() {
    stop();
  }

  private void end(int patienceSeconds) {
    try {
      if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw Waiting.interrupted();
    }
  }
}
