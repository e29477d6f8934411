// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import wubot.monitor.CheckFailure;

/**
 * Asks file systems how full they are, each through a process of its own.
 *
 * <p>The question can hang for ever inside the kernel when a network file system's server is away;
 * a process that hangs costs nobody anything, a thread of the monitor would be lost for good. One
 * that still hangs is not asked again.
 */
final class FileSystemUse implements AutoCloseable {

  private final String program;
  private final Map<String, Process> asking = new HashMap<>();

  /** Asking with the system's stat. */
  FileSystemUse() {
    this("stat");
  }

  /** Asking with a program that takes the arguments of stat. */
  FileSystemUse(String program) {
    this.program = program;
  }

  /**
   * How full a file system is.
   *
   * @param total bytes
   * @param used bytes
   * @param free bytes that an ordinary user can still use
   * @param inodes how many files it can hold, 0 when there is no such bound
   * @param inodesFree how many more
   */
  record Use(long total, long used, long free, long inodes, long inodesFree) {

    /** As df shows it: of what ordinary users can use, rounded up. */
    long percent() {
      return used + free == 0 ? 0 : (used * 100 + used + free - 1) / (used + free);
    }

    /** Of the inodes, rounded up. */
    long inodesPercent() {
      return inodes == 0 ? 0 : ((inodes - inodesFree) * 100 + inodes - 1) / inodes;
    }
  }

  /** An answer, or why there is none. */
  sealed interface Answer {

    /** How full it is. */
    record Known(Use use) implements Answer {}

    /** It did not answer in time. */
    record Silent() implements Answer {}

    /** It could not be asked: not ours to see, or just unmounted. */
    record Refused(String reason) implements Answer {}
  }

  /** Asks all of them at once and waits for all answers, so long at most. */
  Map<String, Answer> ask(List<String> points, Duration within) throws InterruptedException {
    asking.values().removeIf(process -> !process.isAlive());
    Map<String, Process> asked = new LinkedHashMap<>();
    for (String point : points) {
      Process hanging = asking.get(point);
      asked.put(point, hanging != null ? hanging : start(point));
    }
    long until = System.nanoTime() + within.toNanos();
    Map<String, Answer> answers = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Process> one : asked.entrySet()) {
        Process process = one.getValue();
        if (process.waitFor(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          answers.put(one.getKey(), answer(process));
        } else {
          answers.put(one.getKey(), new Answer.Silent());
        }
      }
    } finally {
      for (Map.Entry<String, Process> one : asked.entrySet()) {
        if (one.getValue().isAlive()) {
          one.getValue().destroyForcibly(); // takes effect when the kernel lets go of it
          asking.put(one.getKey(), one.getValue());
        }
      }
    }
    return answers;
  }

  private Process start(String point) {
    ProcessBuilder builder =
        new ProcessBuilder(program, "-f", "-c", "%S %b %f %a %c %d", "--", point)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true);
    builder.environment().keySet().retainAll(Set.of("PATH")); // no business of this program
    builder.environment().put("LC_ALL", "C");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CheckFailure("cannot run " + program + ": " + e.getMessage(), e);
    }
  }

  private static Answer answer(Process process) {
    String text;
    try {
      text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return new Answer.Silent(); // ended by us in an earlier run
    }
    String[] words = text.split(" ", -1);
    if (process.exitValue() != 0 || words.length != 6) {
      return text.isEmpty()
          ? new Answer.Silent()
          : new Answer.Refused(text.substring(text.lastIndexOf(": ") + 1).strip());
    }
    long[] n = new long[6];
    for (int i = 0; i < n.length; i++) {
      n[i] = Long.parseLong(words[i]);
    }
    return new Answer.Known(new Use(n[0] * n[1], n[0] * (n[1] - n[2]), n[0] * n[3], n[4], n[5]));
  }

  @Override
  public void close() {
    asking.values().forEach(Process::destroyForcibly);
  }
}
