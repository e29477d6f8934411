// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what came of each kind of state. Any thread may write. */
final class PowerLossTally {

  private static final int MOST_EVIDENCE = 10;

  /** What came of one kind of state. */
  static final class Row {
    long states;
    long damaged;
    final Map<Finding, Long> faults = new EnumMap<>(Finding.class);
    final List<Integer> micros = new ArrayList<>();

    long faults(Finding finding) {
      return faults.getOrDefault(finding, 0L);
    }

    double millis(double share) {
      List<Integer> sorted = micros.stream().sorted().toList();
      return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1))) / 1000.0;
    }

    void add(Row other) {
      states += other.states;
      damaged += other.damaged;
      other.faults.forEach((finding, count) -> faults.merge(finding, count, Long::sum));
      micros.addAll(other.micros);
    }
  }

  private final Map<String, Row> rows = new TreeMap<>();
  private final Map<String, Long> moments = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Optional<Path> evidence;

  /** Copies of states that failed are kept here, when there is a place. */
  PowerLossTally(Optional<Path> evidence) {
    this.evidence = evidence;
  }

  synchronized boolean keepsEvidence() {
    return evidence.isPresent() && failures.size() < MOST_EVIDENCE;
  }

  synchronized void count(String kind, Judge.Verdict verdict, long seed, String where, Path state) {
    Row row = rows.computeIfAbsent(kind, key -> new Row());
    row.states++;
    row.damaged += verdict.damaged();
    row.micros.add((int) (verdict.nanos() / 1000));
    verdict.faults().stream()
        .map(Judge.Fault::finding)
        .distinct()
        .forEach(finding -> row.faults.merge(finding, 1L, Long::sum));
    if (!verdict.faults().isEmpty()) {
      String words = kind + ", " + where + ":\n" + lines(verdict);
      if (keepsEvidence() && Files.exists(state)) {
        keep(state, seed, words);
      }
      failures.add(words);
    }
  }

  private static String lines(Judge.Verdict verdict) {
    StringBuilder lines = new StringBuilder();
    verdict.faults().stream()
        .limit(8)
        .forEach(
            f -> lines.append("  ").append(f.finding()).append(' ').append(f.words()).append('\n'));
    return lines.toString();
  }

  private void keep(Path state, long seed, String words) {
    try {
      Path kept = evidence.orElseThrow().resolve("seed-" + seed + "-" + failures.size());
      Files.createDirectories(kept.getParent());
      PowerLossLane.copy(state, kept);
      Files.writeString(kept.resolve("what-is-wrong.txt"), words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts what was being done at a moment at which the power went. */
  synchronized void moment(String step, int depth) {
    String what =
        step.endsWith(".cq4") ? step.substring(0, step.lastIndexOf(' ')) + " records" : step;
    moments.merge(depth > 1 ? "recovering" : what, 1L, Long::sum);
  }

  /** The moments at which the power went, in words. */
  synchronized String moments() {
    StringBuilder text = new StringBuilder("The power went at these moments:");
    moments.forEach(
        (what, count) -> text.append(' ').append(what).append(' ').append(count).append(';'));
    return text.append('\n').toString();
  }

  synchronized long moments(String what) {
    return moments.getOrDefault(what, 0L);
  }

  synchronized long faults(Finding finding) {
    return rows.values().stream().mapToLong(row -> row.faults(finding)).sum();
  }

  synchronized long states() {
    return rows.values().stream().mapToLong(row -> row.states).sum();
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  synchronized String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-42s %8s %6s %6s %7s %8s %6s %7s %8s %7s %9s %8s %8s%n",
            "STATE",
            "TRIED",
            "LOST",
            "TWICE",
            "DISORD",
            "INVENTED",
            "HALF",
            "MISPLCD",
            "MISREPRT",
            "BROKEN",
            "DAMAGED",
            "P50 MS",
            "P99 MS"));
    Row all = new Row();
    rows.forEach(
        (kind, row) -> {
          text.append(line(kind, row));
          all.add(row);
        });
    return text.append(line("all", all)).toString();
  }

  private static String line(String kind, Row row) {
    return String.format(
        Locale.ROOT,
        "%-42s %8d %6d %6d %7d %8d %6d %7d %8d %7d %9d %8.2f %8.2f%n",
        kind,
        row.states,
        row.faults(Finding.LOST),
        row.faults(Finding.TWICE),
        row.faults(Finding.OUT_OF_ORDER),
        row.faults(Finding.INVENTED),
        row.faults(Finding.HALF_BATCH),
        row.faults(Finding.MISPLACED),
        row.faults(Finding.MISREPORTED),
        row.faults(Finding.BROKEN),
        row.damaged,
        row.millis(0.5),
        row.millis(0.99));
  }

  synchronized String json() {
    StringBuilder text = new StringBuilder();
    rows.forEach(
        (kind, row) -> {
          text.append("{\"state\":\"").append(kind).append("\",\"tried\":").append(row.states);
          for (Finding finding : Finding.values()) {
            text.append(",\"")
                .append(finding.name().toLowerCase(Locale.ROOT))
                .append("\":")
                .append(row.faults(finding));
          }
          text.append(
              String.format(
                  Locale.ROOT,
                  ",\"damaged\":%d,\"recovery_ms_p50\":%.2f,\"recovery_ms_p99\":%.2f}%n",
                  row.damaged,
                  row.millis(0.5),
                  row.millis(0.99)));
        });
    return text.toString();
  }
}
