// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import wubot.cli.Printable;

/** Tells a person how tests went. */
final class TestReport {

  /**
   * How one test went.
   *
   * @param file the file it stands in
   * @param test the test
   * @param mismatches what is not as expected
   * @param seconds how long it took
   */
  record Result(TestFile file, TestFile.Case test, List<Mismatch> mismatches, double seconds) {

    boolean passed() {
      return mismatches.isEmpty();
    }
  }

  private final PrintWriter out;
  private final boolean colours;
  private final List<Result> results = new ArrayList<>();
  private String file = "";

  TestReport(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Prints how a test went. */
  void add(Result result) {
    results.add(result);
    if (!file.equals(result.file().shown())) {
      file = result.file().shown();
      out.println(file);
    }
    out.println(
        (result.passed() ? coloured("32", "  ok    ") : coloured("1;31", "  FAIL  "))
            + Printable.line(result.test().name()));
    result.mismatches().forEach(this::print);
    out.flush();
  }

  private void print(Mismatch mismatch) {
    out.println("        " + mismatch.place() + ": " + Printable.line(mismatch.what()));
    for (String line : mismatch.details()) {
      String shown = "          " + Printable.line(line);
      out.println(
          line.startsWith("- ") || line.startsWith("expected")
              ? coloured("31", shown)
              : line.startsWith("+ ") || line.startsWith("but ") ? coloured("32", shown) : shown);
    }
  }

  private String coloured(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /**
   * Prints how many there were.
   *
   * @param whole whether all files could be read
   */
  void sum(boolean whole) {
    long failed = results.stream().filter(result -> !result.passed()).count();
    out.println();
    out.println(
        results.size()
            + (results.size() == 1 ? " test, " : " tests, ")
            + (failed > 0
                ? coloured("1;31", failed + " failed")
                : whole ? "all passed" : "not all could be read"));
    out.flush();
  }

  List<Result> results() {
    return results;
  }
}
