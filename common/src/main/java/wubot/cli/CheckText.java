// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import wubot.config.ConfigFile;
import wubot.config.Diagnostic;
import wubot.config.Diagnostic.Severity;
import wubot.config.DiagnosticPrinter;
import wubot.config.Verdict;

/** What {@code wubot check} tells people: every problem once, then a summary for each host. */
final class CheckText {

  private static final int MOST_IGNORED = 12;

  private final Path directory;
  private final DiagnosticPrinter printer;

  CheckText(Path directory, boolean colours) {
    this.directory = directory;
    this.printer = new DiagnosticPrinter(directory, colours);
  }

  void write(List<Verdict> verdicts, PrintWriter out) {
    Map<Diagnostic, List<String>> problems = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      for (Diagnostic diagnostic : verdict.diagnostics()) {
        problems.computeIfAbsent(diagnostic, d -> new ArrayList<>()).add(verdict.host());
      }
    }
    problems.forEach(
        (diagnostic, hosts) -> {
          out.println(printer.print(diagnostic));
          if (verdicts.size() > 1) {
            out.println("  on " + String.join(", ", hosts));
          }
          out.println();
        });
    verdicts.forEach(verdict -> summarise(verdict, out));
    out.println(outcome(problems));
  }

  private static void summarise(Verdict verdict, PrintWriter out) {
    String rules =
        verdict
            .listing()
            .reactor()
            .map(ConfigFile::shown)
            .map(n -> "rules in " + n)
            .orElse("no rules");
    out.println(
        verdict.host()
            + ": "
            + count(verdict.listing().instances().size(), "instance")
            + ", "
            + rules
            + trouble(verdict));
    List<String> ignored =
        verdict.listing().diagnostics().stream()
            .filter(d -> d.severity() == Severity.NOTE)
            .map(CheckText::ignored)
            .toList();
    ignored.stream().limit(MOST_IGNORED).forEach(line -> out.println("    " + line));
    if (ignored.size() > MOST_IGNORED) {
      out.println("    … and " + (ignored.size() - MOST_IGNORED) + " more, see --json");
    }
  }

  private static String ignored(Diagnostic note) {
    return note.problem()
        .replace("not read: it is ", "ignores " + note.place().file() + ", ")
        .replace("not read: ", "ignores " + note.place().file() + ": ");
  }

  private static String trouble(Verdict verdict) {
    List<String> parts = new ArrayList<>();
    long errors = verdict.count(Severity.ERROR);
    long warnings = verdict.count(Severity.WARNING);
    if (errors > 0) {
      parts.add(count(errors, "error"));
    }
    if (warnings > 0) {
      parts.add(count(warnings, "warning"));
    }
    return parts.isEmpty() ? ": fine" : ": " + String.join(", ", parts);
  }

  private String outcome(Map<Diagnostic, List<String>> problems) {
    Map<Severity, Long> counts =
        problems.keySet().stream()
            .collect(Collectors.groupingBy(Diagnostic::severity, Collectors.counting()));
    long errors = counts.getOrDefault(Severity.ERROR, 0L);
    long warnings = counts.getOrDefault(Severity.WARNING, 0L);
    return directory
        + ": "
        + (errors + warnings == 0
            ? "fine"
            : count(errors, "error") + ", " + count(warnings, "warning"));
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
