// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Replays power losses until there were enough, and prints what came of them. */
public final class PowerLoss {

  private static final int STATES_PER_MOMENT = 3;
  private static final int STEPS = 200;

  private PowerLoss() {}

  /** {@code states seed seconds json|table evidence-directory work-directory lanes}. */
  public static void main(String[] args) throws Exception {
    long states = Long.parseLong(args[0]);
    long seed = Long.parseLong(args[1]);
    long seconds = Long.parseLong(args[2]);
    boolean json = args[3].equals("json");
    Path evidence = Path.of(args[4]);
    Path work = Files.createTempDirectory(Path.of(args[5]), "powerloss");
    PowerLossTally tally = new PowerLossTally(Optional.of(evidence));
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    AtomicBoolean stop = new AtomicBoolean();
    BooleanSupplier enough =
        () -> stop.get() || tally.states() >= states || System.nanoTime() >= end;
    Thread main = Thread.currentThread();
    Thread hook = new Thread(() -> stopped(stop, main));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      run(work, tally, seed, Integer.parseInt(args[6]), enough, json);
    } finally {
      PowerLossLane.remove(work);
    }
    System.out.print(json ? tally.json() : tally.table() + tally.moments());
    List<String> failures = tally.failures();
    failures.stream().limit(5).forEach(System.err::println);
    if (!failures.isEmpty()) {
      System.err.println(
          failures.size() + " states were not judged sound; evidence in " + evidence);
    }
    System.out.flush();
    if (!stop.get()) {
      Runtime.getRuntime().removeShutdownHook(hook);
      System.exit(failures.isEmpty() ? 0 : 1);
    }
  }

  /** After Ctrl-C: what came out so far is printed, and what was made is removed. */
  private static void stopped(AtomicBoolean stop, Thread main) {
    stop.set(true);
    try {
      main.join(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(
      Path work, PowerLossTally tally, long seed, int lanes, BooleanSupplier enough, boolean quiet)
      throws InterruptedException {
    AtomicLong next = new AtomicLong(seed);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      Thread lane =
          new Thread(
              () -> {
                while (!enough.getAsBoolean()) {
                  lane(work, tally, next.getAndIncrement(), enough);
                }
              });
      lane.start();
      threads.add(lane);
    }
    for (Thread lane : threads) {
      while (lane.isAlive()) {
        lane.join(10_000);
        if (!quiet && lane.isAlive()) {
          System.err.println(tally.states() + " states, " + tally.failures().size() + " not sound");
        }
      }
    }
  }

  private static void lane(Path work, PowerLossTally tally, long seed, BooleanSupplier enough) {
    try {
      new PowerLossLane(work, tally, seed, STATES_PER_MOMENT, enough).run(STEPS, Judge.SETTINGS);
    } catch (IOException | InterruptedException | RuntimeException e) {
      tally.count(
          "the workload itself",
          new Judge.Verdict(
              List.of(
                  new Judge.Fault(Finding.BROKEN, e + " at " + Arrays.toString(e.getStackTrace()))),
              0,
              0),
          seed,
          "",
          work.resolve("none"));
    }
  }
}
