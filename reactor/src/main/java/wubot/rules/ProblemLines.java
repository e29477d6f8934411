// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.util.List;
import wubot.config.Diagnostic;
import wubot.config.Diagnostic.Severity;
import wubot.config.DiagnosticPrinter;
import wubot.config.Problems;

/** Tells a person what is wrong with a file of rules, notes left out. */
final class ProblemLines {

  /** More at once nobody reads. */
  private static final int MOST = 100;

  private final RuleSource source;
  private final PrintWriter err;

  ProblemLines(RuleSource source, PrintWriter err) {
    this.source = source;
    this.err = err;
  }

  /** Prints what was found. */
  void print(Problems problems) {
    DiagnosticPrinter printer = new DiagnosticPrinter(source.home().resolve("config"), false);
    List<Diagnostic> shown =
        problems.all().stream().filter(d -> d.severity() != Severity.NOTE).toList();
    shown.stream().limit(MOST).forEach(d -> err.println(printer.print(d) + "\n"));
    if (shown.size() > MOST) {
      err.println("and " + (shown.size() - MOST) + " more");
    }
    err.flush();
  }
}
