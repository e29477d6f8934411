// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.FileTrouble;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.config.Problems;

/** {@code wubot rules test}: performs the tests that stand beside rules. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Performs the tests in files *.test.yaml; nothing outside happens.",
    footer = {
      "",
      "Examples:",
      "  wubot rules test                        all below ~/wubot/config",
      "  wubot rules test config/rules           all below that directory",
      "  wubot rules test --junit target/rules.xml",
      "",
      "Exit code: 0 all passed, 1 some failed, 2 wrong use or no tests, 3 a file cannot be read."
    })
final class RulesTestCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description = "Files, or directories to look in; by default the config directory.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results as JUnit XML, too.")
  private Optional<Path> junit = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      List<Path> in = paths.isEmpty() ? List.of(where.home().resolve("config")) : paths;
      Optional<String> missing = TestFiles.missing(in);
      if (missing.isPresent()) {
        err.println("wubot rules test: " + missing.get());
        return 2;
      }
      return perform(TestFiles.find(in));
    } catch (IOException e) {
      err.println("wubot rules test: " + FileTrouble.words(where.home(), e));
      return 3;
    } finally {
      err.flush();
    }
  }

  private int perform(List<Path> paths) throws InterruptedException, IOException {
    Problems problems = new Problems();
    List<TestFile> files = new TestFiles(where.home(), problems).read(paths);
    RuleSource any = RuleSource.of(paths.get(0), where.home());
    new ProblemLines(any, spec.commandLine().getErr()).print(problems);
    TestReport report =
        new TestReport(spec.commandLine().getOut(), CommandLine.Help.Ansi.AUTO.enabled());
    for (TestFile file : files) {
      for (TestFile.Case test : file.cases()) {
        long began = System.nanoTime();
        List<Mismatch> mismatches = new TestStage(file, test, BothTraces.NOBODY).perform();
        double seconds = (System.nanoTime() - began) / 1e9;
        report.add(new TestReport.Result(file, test, mismatches, seconds));
      }
    }
    report.sum(!problems.hasErrors());
    if (junit.isPresent()) {
      JunitXml.write(junit.get(), report.results());
    }
    boolean passed = report.results().stream().allMatch(TestReport.Result::passed);
    return problems.hasErrors() ? 3 : passed ? 0 : 1;
  }
}
