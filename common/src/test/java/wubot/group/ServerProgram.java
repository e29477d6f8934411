// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A server in a process of its own, that ends with this one whatever happens to it. */
final class ServerProgram {

  /**
   * Runs a command, prints its process id, and sends it the signal it reads; the end of its input,
   * which comes whenever the JVM at the other end is gone, means KILL.
   */
  private static final String GUARD =
      "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!;"
          + " read -r how || how=KILL; kill -CONT $! 2>/dev/null; kill -$how $! 2>/dev/null; wait $!";

  private final Process guard;
  private final long pid;

  private ServerProgram(Process guard, long pid) {
    this.guard = guard;
    this.pid = pid;
  }

  /** Starts it; what it prints goes into the file. */
  static ServerProgram start(Path log, List<String> command) {
    List<String> line = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", log.toString()));
    line.addAll(command);
    try {
      Process guard = new ProcessBuilder(line).redirectErrorStream(true).start();
      var output = new BufferedReader(new InputStreamReader(guard.getInputStream(), UTF_8));
      return new ServerProgram(guard, Long.parseLong(output.readLine()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return pid;
  }

  /** STOP, CONT and the like. */
  void signal(String name) {
    run(List.of("kill", "-" + name, Long.toString(pid)));
  }

  /**
   * To it, and then to what it has started by then, and so on: one that stands still starts no
   * more. One that has ended since needs no signal.
   */
  void signalAll(String name) {
    signal(name);
    ProcessHandle.of(pid).ifPresent(program -> signalChildren(name, program));
  }

  private static void signalChildren(String name, ProcessHandle of) {
    of.children()
        .forEach(
            child -> {
              signal(name, child);
              signalChildren(name, child);
            });
  }

  private static void signal(String name, ProcessHandle child) {
    try {
      String unused = run(List.of("kill", "-" + name, Long.toString(child.pid())));
    } catch (IllegalStateException e) {
      if (child.isAlive()) {
        throw e;
      }
    }
  }

  void stop() {
    end("TERM");
  }

  /** Ends it with another signal than TERM. */
  void stop(String signal) {
    end(signal);
  }

  void kill() {
    end("KILL");
  }

  private void end(String signal) {
    if (!guard.isAlive()) {
      return;
    }
    try {
      guard.getOutputStream().write((signal + "\n").getBytes(UTF_8));
      guard.getOutputStream().close();
      if (!guard.waitFor(20, TimeUnit.SECONDS)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        guard.waitFor(20, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where a program is, if anywhere. */
  static Optional<Path> find(String name) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")),
            Stream.of("/usr/local/bin", "/usr/sbin", "/usr/bin"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs something short to its end. */
  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Polls until it holds. */
  static void await(String what, Path log, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    var never = new CountDownLatch(1);
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("does not " + what + ": " + tail(log));
        }
        boolean unused = never.await(20, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tail(Path log) {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - 2000));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
