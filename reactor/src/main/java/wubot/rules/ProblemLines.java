// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import wubot.config.Diagnostic.Severity;
import wubot.config.DiagnosticPrinter;
import wubot.config.Problems;

/** Tells a person what is wrong with a file of rules, notes left out. */
final class ProblemLines {

  private final RuleSource source;
  private final PrintWriter err;

  ProblemLines(RuleSource source, PrintWriter err) {
    this.source = source;
    this.err = err;
  }

  /** Prints what was found. */
  void print(Problems problems) {
    DiagnosticPrinter printer = new DiagnosticPrinter(source.home().resolve("config"), false);
    problems.all().stream()
        .filter(diagnostic -> diagnostic.severity() != Severity.NOTE)
        .forEach(diagnostic -> err.println(printer.print(diagnostic) + "\n"));
    err.flush();
  }
}
