// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A monitor or a reactor of the distribution, in a process of its own, with the agent in it. */
final class Daemon implements AutoCloseable {

  /** 143 is how a JVM ends that was told to by SIGTERM. */
  private static final List<Integer> ENDED = List.of(0, 143);

  private final String name;
  private final Point.Role role;
  private final List<String> command;
  private final Path directory;
  private final String agent;
  private final Consumer<String> finding;
  private Optional<Process> process = Optional.empty();
  private AtomicBoolean mayDie = new AtomicBoolean(); // one for each process
  private long clockMillis;

  /**
   * Not started yet.
   *
   * @param directory for its control file and its log
   * @param agent the agent's option for a control file
   * @param finding told when it ends without having been killed
   */
  Daemon(
      String name,
      Point.Role role,
      List<String> command,
      Path directory,
      String agent,
      Consumer<String> finding) {
    this.name = name;
    this.role = role;
    this.command = List.copyOf(command);
    this.directory = directory;
    this.agent = agent;
    this.finding = finding;
    orders("", 0);
  }

  String name() {
    return name;
  }

  Point.Role role() {
    return role;
  }

  Path control() {
    return directory.resolve(name + ".control");
  }

  private void orders(String point, int time) {
    try {
      Path fresh = directory.resolve(name + ".control.new");
      Files.writeString(fresh, Passage.text(point, time, clockMillis));
      Files.move(fresh, control(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    launch(new AtomicBoolean());
  }

  /** Starts it so that it dies at a point that it passes while starting. */
  void startToDie(Point point) {
    orders(point.label(), 1);
    launch(new AtomicBoolean(true));
  }

  private void launch(AtomicBoolean permission) {
    try {
      mayDie = permission;
      Files.deleteIfExists(Passage.witness(control()));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".out").toFile()));
      builder.environment().put("WUBOT_JAVA_OPTS", agent.formatted(control()));
      Process started = builder.start();
      process = Optional.of(started);
      var unused =
          started
              .onExit()
              .thenAccept(
                  ended -> {
                    if (!permission.get()) {
                      finding.accept(name + " ended by itself with code " + ended.exitValue());
                    }
                  });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  /** Sends SIGKILL and waits for the end; false when it was not running. */
  boolean kill() {
    mayDie.set(true);
    boolean was = isAlive();
    process.ifPresent(
        one -> {
          one.destroyForcibly();
          await(one, 30_000);
        });
    return was;
  }

  /** Asks it to end; false when it does not within this time, or as if something went wrong. */
  boolean stop(long millis) {
    mayDie.set(true);
    return process
        .map(
            one -> {
              one.destroy();
              return await(one, millis) && ENDED.contains(one.exitValue());
            })
        .orElse(true);
  }

  private static boolean await(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw Shell.interrupted();
    }
  }

  /** Lets it die when it passes the point for that time from now on. */
  void arm(Point point, int time) {
    mayDie.set(true);
    orders(point.label(), time);
  }

  /** Whether it has died at the point it was armed for. */
  boolean hasDied() {
    return !isAlive() && Files.exists(Passage.witness(control()));
  }

  /** Takes back the order to die; it may have been obeyed already. */
  void disarm() {
    orders("", 0);
    if (isAlive()) {
      Shell.pause(5 * Passage.LOOK_MILLIS);
    }
    if (Files.exists(Passage.witness(control()))) {
      Shell.await(30_000, () -> !isAlive());
    }
    mayDie.set(!isAlive());
  }

  /** Shifts its clock. */
  void shiftClock(long millis) {
    clockMillis = millis;
    orders("", 0);
  }

  /** Sends a signal by its name. */
  void signal(String signal) {
    Shell.run("kill", "-" + signal, Long.toString(process.orElseThrow().pid()));
  }

  @Override
  public void close() {
    kill();
  }
}
