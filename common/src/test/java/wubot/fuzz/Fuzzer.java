// SPDX-License-Identifier: Apache-2.0
package wubot.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Feeds one target. */
public final class Fuzzer {

  /** Longer than this, in processor time, is a find, if it is so again. */
  private static final long MOST_NANOS = 1_000_000_000L;

  /** No input may cost more memory, in all that is allocated while it is read. */
  private static final long MOST_BYTES = 512L << 20;

  private static final int KEPT = 400;

  /** What an input did that it should not. */
  public record Find(String target, String what, ByteBuffer input, long seed) {

    /** The input. */
    byte[] bytes() {
      byte[] bytes = new byte[input.capacity()];
      input.get(0, bytes);
      return bytes;
    }

    @Override
    public String toString() {
      String text = Base64.getEncoder().encodeToString(bytes());
      return target
          + " (seed "
          + seed
          + "): "
          + what
          + "\n  input of "
          + input.capacity()
          + " bytes, as a line of the corpus: base64:"
          + (text.length() > 2000 ? text.substring(0, 2000) + "…" : text);
    }
  }

  private final FuzzTarget target;
  private final long seed;
  private final Random random;
  private final Mutation mutation;
  private final List<byte[]> pool = new ArrayList<>();
  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int given;
  private long executions;
  private long accepted;
  private long longestNanos;
  private long mostBytes;
  private volatile long since; // 0 while nothing is read
  private volatile byte[] current = {};

  /** A target with its corpus and a seed that repeats what is done. */
  public Fuzzer(FuzzTarget target, long seed) {
    this.target = target;
    this.seed = seed;
    this.random = new Random(seed);
    this.mutation = new Mutation(random, target.words());
    pool.addAll(target.seeds());
    pool.addAll(corpus(target.name()));
    if (pool.isEmpty()) {
      pool.add(new byte[0]);
    }
    given = pool.size();
  }

  /** One input a line; {@code \n}, {@code \t} and {@code \\} as in Java, or base64: and bytes. */
  private static List<byte[]> corpus(String name) {
    try (InputStream in = Fuzzer.class.getResourceAsStream("/fuzz/" + name + ".txt")) {
      List<byte[]> inputs = new ArrayList<>();
      if (in != null) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", 0)) {
          inputs.add(
              line.startsWith("base64:")
                  ? Base64.getDecoder().decode(line.substring("base64:".length()))
                  : line.translateEscapes().getBytes(StandardCharsets.UTF_8));
        }
      }
      return inputs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Feeds the corpus first, then changed inputs until it is enough or something was found. */
  public Optional<Find> run(BooleanSupplier enough) {
    while (executions < given) {
      Optional<Find> find = execute(pool.get((int) executions));
      if (find.isPresent()) {
        return find;
      }
    }
    while (!enough.getAsBoolean()) {
      byte[] changed = mutation.change(pool.get(random.nextInt(pool.size())), pool);
      byte[] input = random.nextInt(4) == 0 ? changed : target.repair(changed, random);
      long before = accepted;
      Optional<Find> find = execute(input);
      if (find.isPresent()) {
        return find;
      }
      if (accepted > before && input.length < 4096 && random.nextInt(20) == 0) {
        keep(input); // accepted and unlike the others: changes go on from it
      }
    }
    return Optional.empty();
  }

  private void keep(byte[] input) {
    if (pool.size() < given + KEPT) {
      pool.add(input);
    } else {
      pool.set(given + random.nextInt(KEPT), input);
    }
  }

  private Optional<Find> execute(byte[] input) {
    current = input;
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long cpu = threads.getCurrentThreadCpuTime();
    since = System.nanoTime();
    executions++;
    try {
      if (target.read(input)) {
        accepted++;
      }
    } catch (Exception | StackOverflowError | AssertionError | OutOfMemoryError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return found(trace.toString(), input);
    } finally {
      since = 0;
    }
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    if (cpu > MOST_NANOS) {
      cpu = Math.min(cpu, again(input));
    }
    longestNanos = Math.max(longestNanos, cpu);
    mostBytes = Math.max(mostBytes, bytes);
    if (cpu > MOST_NANOS) {
      return found("it took " + cpu / 1_000_000 + " ms", input);
    }
    if (bytes > MOST_BYTES) {
      return found("it took " + (bytes >> 20) + " MiB of memory", input);
    }
    return Optional.empty();
  }

  /** The time while a virtual machine stood still counts as its processor's; once, not twice. */
  private long again(byte[] input) {
    long cpu = threads.getCurrentThreadCpuTime();
    try {
      boolean unused = target.read(input);
    } catch (Exception e) {
      return Long.MAX_VALUE; // it was read before
    }
    return threads.getCurrentThreadCpuTime() - cpu;
  }

  private Optional<Find> found(String what, byte[] input) {
    return Optional.of(new Find(target.name(), what, ByteBuffer.wrap(input), seed));
  }

  /** An input that has been read for so long that it may be for ever; for another thread. */
  public Optional<Find> stuck(long nanos) {
    long began = since;
    byte[] input = current;
    return began != 0 && System.nanoTime() - began > nanos
        ? Optional.of(new Find(target.name(), "it hangs", ByteBuffer.wrap(input), seed))
        : Optional.empty();
  }

  public String name() {
    return target.name();
  }

  public long executions() {
    return executions;
  }

  /** How many inputs were accepted. */
  public long accepted() {
    return accepted;
  }

  /** Processor time of the slowest input. */
  public long longestNanos() {
    return longestNanos;
  }

  /** Memory allocated for the most costly input. */
  public long mostBytes() {
    return mostBytes;
  }

  /** Lets go of what the target holds. */
  public void close() {
    target.close();
  }
}
