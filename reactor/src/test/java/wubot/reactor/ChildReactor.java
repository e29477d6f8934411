// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import wubot.queue.Queues;
import wubot.rule.ReactionTypes;

/** A reactor in a process of its own that stands still at a named point, to be killed there. */
final class ChildReactor {

  private ChildReactor() {}

  /**
   * Runs a reactor.
   *
   * @param arguments the home, the milestone to stand still at, at which time it is passed
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path home = Path.of(arguments[0]);
    String milestone = arguments[1];
    int time = Integer.parseInt(arguments[2]);
    AtomicInteger passed = new AtomicInteger();
    try (Queues queues = ReactorHome.queues()) {
      Reactor reactor =
          Reactor.start(
              new Reactor.Setup(
                  home,
                  "joe",
                  Clock.systemUTC(),
                  queues,
                  ReactionTypes.installed(),
                  name -> {
                    if (name.equals(milestone) && passed.incrementAndGet() == time) {
                      standStill(home);
                    }
                  }));
      reactor.await();
    }
  }

  private static void standStill(Path home) {
    try {
      Files.writeString(home.resolve("standing"), "here");
      new CountDownLatch(1).await(); // until killed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The beginning of a command line that runs a class of the tests. */
  static List<String> java() {
    String root = System.getProperty("wubot.root", "..");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + root + "/scripts/jvm.options",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath);
  }

  /** Starts one, waits until it stands still at the milestone, and kills it with SIGKILL. */
  static void killAt(Path home, String milestone, int time)
      throws IOException, InterruptedException {
    Files.deleteIfExists(home.resolve("standing"));
    List<String> line = new ArrayList<>(java());
    line.addAll(
        List.of(ChildReactor.class.getName(), home.toString(), milestone, Integer.toString(time)));
    Process child =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("child.log").toFile())
            .start();
    try {
      long end = System.nanoTime() + ReactorHome.PATIENCE.toNanos();
      while (!Files.exists(home.resolve("standing"))) {
        if (!child.isAlive() || System.nanoTime() > end) {
          throw new AssertionError(
              "the child did not come to "
                  + milestone
                  + ":\n"
                  + Files.readString(home.resolve("child.log")));
        }
        TimeUnit.MILLISECONDS.sleep(20); // between two looks
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
