// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says of a process at one moment.
 *
 * @param residentKb pages in memory, shared ones in full
 * @param proportionalKb the same with shared pages divided by those who share them
 * @param privateKb pages that no other process has
 * @param processorTicks user and system time, in hundredths of a second
 * @param switches how often its living threads gave up the processor by themselves, each of which
 *     is followed by waking up
 */
record ProcessFigures(
    long residentKb,
    long proportionalKb,
    long privateKb,
    long processorTicks,
    long switches,
    int threads,
    int files) {

  /** Reads them. */
  static ProcessFigures of(long pid) throws IOException {
    Path proc = Path.of("/proc", Long.toString(pid));
    List<String> memory = Files.readAllLines(proc.resolve("smaps_rollup"));
    long switches = 0;
    int threads = 0;
    try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        try {
          switches += value(Files.readAllLines(task.resolve("status")), "voluntary_ctxt_switches:");
          threads++;
        } catch (NoSuchFileException e) {
          // This thread has just ended.
        }
      }
    }
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      return new ProcessFigures(
          value(memory, "Rss:"),
          value(memory, "Pss:"),
          value(memory, "Private_Clean:") + value(memory, "Private_Dirty:"),
          ticks(Files.readString(proc.resolve("stat"))),
          switches,
          threads,
          (int) files.count());
    }
  }

  private static long value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** utime and stime: the 14th and 15th field; the second may hold blanks and ends with ). */
  private static long ticks(String stat) {
    List<String> fields =
        java.util.regex.Pattern.compile(" ")
            .splitAsStream(stat.substring(stat.lastIndexOf(')') + 2))
            .toList();
    return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
  }
}
