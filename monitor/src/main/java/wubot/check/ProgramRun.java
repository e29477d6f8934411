// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import wubot.config.WithheldVariables;
import wubot.monitor.CheckFailure;

/**
 * One run of a program in a session of its own, so that its end is the end of everything it
 * started. When the thread is interrupted, all of it is killed.
 */
final class ProgramRun {

  /** How much of the output is kept; the rest is read and dropped. */
  static final int MOST_OUTPUT = 256 * 1024;

  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final long PIPE_GRACE_MILLIS = 500; // for what a child left behind still writes

  /**
   * What it left.
   *
   * @param text what it printed, decoded as UTF-8 where it is that
   * @param exit its exit code, 128 and more after a signal, as a shell counts
   * @param cut whether it printed more than is kept
   */
  record Result(String text, int exit, boolean cut) {

    /** The same with its text changed. */
    Result withText(UnaryOperator<String> change) {
      return new Result(change.apply(text), exit, cut);
    }

    /** The signal that ended it. */
    Optional<Integer> signal() {
      return exit > 128 && exit <= 128 + 64 ? Optional.of(exit - 128) : Optional.empty();
    }
  }

  private final List<String> command;
  private final Path directory;
  private final Map<String, String> environment;
  private final WithheldVariables withheld;
  private final boolean mergeErrors;

  /**
   * A program to run.
   *
   * @param command the program and its arguments
   * @param directory where it runs
   * @param environment what is added to the daemon's environment
   * @param withheld what is taken out of it before
   * @param mergeErrors whether what it prints as errors belongs to its output; dropped otherwise
   */
  ProgramRun(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      WithheldVariables withheld,
      boolean mergeErrors) {
    this.command = command;
    this.directory = directory;
    this.environment = environment;
    this.withheld = withheld;
    this.mergeErrors = mergeErrors;
  }

  /**
   * Runs it to its end.
   *
   * @throws CheckFailure when it cannot be started
   * @throws InterruptedException when the thread was interrupted; nothing of it runs any more then
   */
  Result run() throws InterruptedException {
    Process process = start();
    Output output = new Output(process.getInputStream());
    try {
      output.start();
      int exit = process.waitFor();
      output.join(PIPE_GRACE_MILLIS);
      return new Result(output.text(), exit, output.cut());
    } catch (InterruptedException e) {
      killAll(process);
      throw e;
    } finally {
      output.close();
    }
  }

  private Process start() {
    List<String> line = new ArrayList<>(command);
    line.set(0, find(command.get(0)));
    if (Files.isExecutable(SETSID)) {
      line.add(0, SETSID.toString());
    }
    if (!Files.isDirectory(directory)) {
      throw new CheckFailure("there is no directory " + directory + " to run in");
    }
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(mergeErrors);
    if (!mergeErrors) {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    withheld.removeFrom(builder.environment());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CheckFailure("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  /**
   * The file that a program's name stands for: setsid would find it too, but not say it so well.
   */
  private String find(String name) {
    if (name.indexOf('/') >= 0) {
      Path file = directory.resolve(name);
      if (!Files.exists(file)) {
        throw new CheckFailure("there is no program " + file);
      }
      if (Files.isDirectory(file) || !Files.isExecutable(file)) {
        throw new CheckFailure(file + " cannot be run: it is not executable for this user");
      }
      return file.toString();
    }
    String search =
        environment.getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    for (String place : search.split(File.pathSeparator, -1)) {
      Path file = Path.of(place.isEmpty() ? "." : place, name);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file.toString();
      }
    }
    throw new CheckFailure("there is no program '" + name + "' on the PATH, which is " + search);
  }

  /** Kills the process, what descends from it, and whatever else is left of its session. */
  private static void killAll(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    killGroup(process.pid());
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static void killGroup(long group) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder("/bin/sh", "-c", "kill -9 -\"$0\" 2>/dev/null", Long.toString(group))
              .redirectErrorStream(true);
      builder.environment().clear(); // kill is a word of the shell
      Process kill = builder.start();
      boolean interrupted = Thread.interrupted(); // or the wait would end at once
      try {
        if (!kill.waitFor(2, TimeUnit.SECONDS)) {
          kill.destroyForcibly();
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    } catch (IOException | InterruptedException e) {
      // What descends from the process is killed one by one anyway.
    }
  }

  /** Reads what the program prints, on a thread of its own, whatever becomes of the program. */
  private static final class Output extends Thread {

    private final InputStream from;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(); // guarded by this
    private boolean cut; // guarded by this

    Output(InputStream from) {
      super("output");
      this.from = from;
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try {
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
          keep(buffer, length);
        }
      } catch (IOException e) {
        // Killed or closed: what came before counts.
      }
    }

    private synchronized void keep(byte[] buffer, int length) {
      int room = MOST_OUTPUT - kept.size();
      kept.write(buffer, 0, Math.min(length, room));
      cut |= length > room;
    }

    synchronized boolean cut() {
      return cut;
    }

    synchronized String text() {
      byte[] bytes = kept.toByteArray();
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        return cut
            ? new String(bytes, StandardCharsets.UTF_8) // a character may be cut in two
            : new String(bytes, StandardCharsets.ISO_8859_1);
      }
    }

    void close() {
      try {
        from.close();
      } catch (IOException e) {
        // Nobody reads it any more.
      }
    }
  }
}
