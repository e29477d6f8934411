// SPDX-License-Identifier: Apache-2.0
package wubot.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Feeds all targets for a time and prints what came of it. */
public final class Fuzz {

  private static final long HANGS_NANOS = 30_000_000_000L;

  private Fuzz() {}

  /** {@code seconds executions seed target|all evidence-directory lanes}. */
  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[0]);
    long executions = Long.parseLong(args[1]);
    long seed = Long.parseLong(args[2]);
    Path evidence = Path.of(args[4]);
    List<FuzzTarget> targets = new ArrayList<>();
    ServiceLoader.load(FuzzTarget.class).forEach(targets::add);
    targets.sort(Comparator.comparing(FuzzTarget::name));
    if (!args[3].equals("all")) {
      targets.removeIf(target -> !target.name().equals(args[3]));
    }
    if (targets.isEmpty()) {
      System.err.println("fuzz: no target is called " + args[3] + "; --help names them");
      System.exit(2);
    }
    run(targets, seconds, executions, seed, evidence, Integer.parseInt(args[5]));
  }

  private static void run(
      List<FuzzTarget> targets, long seconds, long most, long seed, Path evidence, int lanes)
      throws Exception {
    List<Fuzzer> all = targets.stream().map(target -> new Fuzzer(target, seed)).toList();
    ConcurrentLinkedQueue<Fuzzer> waiting = new ConcurrentLinkedQueue<>(all);
    ConcurrentLinkedQueue<Fuzzer.Find> finds = new ConcurrentLinkedQueue<>();
    LongSupplier done = () -> all.stream().mapToLong(Fuzzer::executions).sum();
    AtomicLong running = new AtomicLong(lanes);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    AtomicBoolean stop = new AtomicBoolean();
    Thread main = Thread.currentThread();
    Thread hook = new Thread(() -> stopped(stop, main));
    Runtime.getRuntime().addShutdownHook(hook);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            lanes,
            work -> {
              Thread thread = new Thread(work, "fuzz");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < lanes; i++) {
      pool.execute(
          () -> {
            while (!stop.get() && System.nanoTime() < end && done.getAsLong() < most) {
              Fuzzer next = waiting.poll();
              if (next == null) {
                break;
              }
              long until = Math.min(end, System.nanoTime() + 300_000_000L);
              Optional<Fuzzer.Find> find =
                  next.run(
                      () -> stop.get() || System.nanoTime() >= until || done.getAsLong() >= most);
              if (find.isPresent()) {
                finds.add(find.get());
              } else {
                waiting.add(next);
              }
            }
            running.decrementAndGet();
          });
    }
    for (int tick = 1; running.get() > 0; tick++) {
      Thread.sleep(500);
      for (Fuzzer fuzzer : all) {
        Optional<Fuzzer.Find> stuck = fuzzer.stuck(HANGS_NANOS);
        if (stuck.isPresent()) {
          finds.add(stuck.get());
          running.set(0);
        }
      }
      if (tick % 60 == 0) {
        System.err.println(done.getAsLong() + " executions, " + finds.size() + " finds");
      }
    }
    pool.shutdown();
    print(all, finds);
    for (Fuzzer.Find find : finds) {
      Files.createDirectories(evidence);
      Files.write(evidence.resolve(find.target() + ".input"), find.bytes());
      System.err.println(find);
    }
    all.forEach(Fuzzer::close);
    System.out.flush();
    if (!stop.get()) {
      Runtime.getRuntime().removeShutdownHook(hook);
      System.exit(finds.isEmpty() ? 0 : 1);
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

  private static void print(List<Fuzzer> all, Iterable<Fuzzer.Find> finds) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %12s %12s %6s %12s %14s%n",
        "TARGET",
        "EXECUTIONS",
        "ACCEPTED",
        "FINDS",
        "SLOWEST MS",
        "MOST MEMORY MB");
    long executions = 0;
    long accepted = 0;
    long found = 0;
    for (Fuzzer fuzzer : all) {
      int here = 0;
      for (Fuzzer.Find find : finds) {
        here += find.target().equals(fuzzer.name()) ? 1 : 0;
      }
      line(
          fuzzer.name(),
          fuzzer.executions(),
          fuzzer.accepted(),
          here,
          fuzzer.longestNanos(),
          fuzzer.mostBytes());
      executions += fuzzer.executions();
      accepted += fuzzer.accepted();
      found += here;
    }
    line(
        "all",
        executions,
        accepted,
        found,
        all.stream().mapToLong(Fuzzer::longestNanos).max().orElse(0),
        all.stream().mapToLong(Fuzzer::mostBytes).max().orElse(0));
  }

  private static void line(
      String name, long executions, long accepted, long finds, long nanos, long bytes) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %12d %12d %6d %12.1f %14.1f%n",
        name,
        executions,
        accepted,
        finds,
        nanos / 1e6,
        bytes / 1e6);
  }
}
