// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.FileTrouble;
import wubot.cli.Printable;
import wubot.cli.ProgressBar;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.config.Problems;
import wubot.queue.QueueException;
import wubot.rule.RuleTree;

/** {@code wubot rules coverage}: what in rules was never tried. */
@Command(
    name = "coverage",
    mixinStandardHelpOptions = true,
    description = "Says which rules, and which parts of their conditions, were never tried.",
    footer = {
      "",
      "Examples:",
      "  wubot rules coverage                  by the tests below ~/wubot/config",
      "  wubot rules coverage --traffic 24h    by the messages of the last day, as kept in the queue",
      "  wubot rules coverage --min 80         fails below 80 percent",
      "",
      "Exit code: 0 fine, 1 less than --min, 2 wrong use or no tests, 3 a file or the queue cannot be read."
    })
final class RulesCoverageCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description = "Tests, or directories with tests; by default the config directory.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--traffic",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Count the messages that the reactor's queue kept from this time on, instead.")
  private Optional<Duration> traffic = Optional.empty();

  @Option(
      names = "--min",
      paramLabel = "PERCENT",
      description = "How many of the branches are to be tried at least.")
  private double least;

  private final CoverageCount count = new CoverageCount();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      List<Path> in = paths.isEmpty() ? List.of(where.home().resolve("config")) : paths;
      Optional<String> missing = traffic.isEmpty() ? TestFiles.missing(in) : Optional.empty();
      if (missing.isPresent()) {
        err.println(
            "wubot rules coverage: " + missing.get() + "; --traffic counts kept messages instead");
        return 2;
      }
      boolean read = traffic.isPresent() ? byTraffic(traffic.get()) : byTests(in);
      return read ? report() : 3;
    } catch (IOException e) {
      err.println("wubot rules coverage: " + FileTrouble.words(where.home(), e));
      return 3;
    } catch (QueueException e) {
      err.println("wubot rules coverage: " + e.getMessage());
      return 3;
    } finally {
      err.flush();
    }
  }

  private boolean byTests(List<Path> in) throws IOException, InterruptedException {
    Problems problems = new Problems();
    List<TestFile> files = new TestFiles(where.home(), problems).read(TestFiles.find(in));
    new ProblemLines(
            RuleSource.of(in.get(0).resolve("x"), where.home()), spec.commandLine().getErr())
        .print(problems);
    for (TestFile file : files) {
      MovableClock clock = new MovableClock(Instant.EPOCH, file.zone());
      file.rules()
          .load(MemoryServices.of(clock, file.host(), file.rules().home()), Problems.elsewhere())
          .ifPresent(count::add);
      for (TestFile.Case test : file.cases()) {
        var unused = new TestStage(file, test, count).perform();
      }
    }
    return !files.isEmpty() && !problems.hasErrors();
  }

  private boolean byTraffic(Duration time) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Clock machine = Clock.system(ZoneId.systemDefault());
    Optional<RuleSource> source = RuleSource.ofReactor(where.home(), where.host());
    Optional<KeptMessages> kept = KeptMessages.in(ReactorHome.queue(where.home(), where.host()));
    if (source.isEmpty() || kept.isEmpty()) {
      err.println("wubot rules coverage: no reactor.yaml, or no queue, in " + where.home());
      return false;
    }
    MovableClock clock = new MovableClock(machine.instant(), machine.getZone());
    Problems problems = Problems.elsewhere();
    Optional<RuleTree> tree =
        source.get().load(MemoryServices.of(clock, where.host(), where.home()), problems);
    new ProblemLines(source.get(), err).print(problems);
    if (tree.isEmpty()) {
      return false;
    }
    count.add(tree.get());
    ProgressBar bar = new ProgressBar(err);
    try (Rehearsal rehearsal =
            new Rehearsal(tree.get(), clock, Rehearsal.Settings.of(where.host()));
        KeptMessages messages = kept.get()) {
      messages.since(
          machine.instant().minus(time),
          (record, appended, part) -> {
            bar.show(part);
            var unused = rehearsal.follow(record.message(), () -> Optional.of(count));
            var unusedOutcome = rehearsal.walk(record.message(), count);
          });
    }
    bar.clear();
    return true;
  }

  private int report() {
    PrintWriter out = spec.commandLine().getOut();
    int branches = 0;
    int taken = 0;
    long fired = 0;
    for (CoverageCount.Line line : count.lines()) {
      branches += line.branches();
      taken += line.taken();
      fired += line.hasFired() ? 1 : 0;
      if (!line.gaps().isEmpty()) {
        out.println(line.place() + ": " + Printable.line(line.path()));
        line.gaps().forEach(gap -> out.println("    " + Printable.line(gap)));
      }
    }
    double percent = branches == 0 ? 100 : 100.0 * taken / branches;
    out.println();
    out.printf(
        java.util.Locale.ROOT,
        "%d of %d rules fired, %d of %d branches of their conditions were tried: %.1f %%%n",
        fired,
        count.lines().size(),
        taken,
        branches,
        percent);
    out.flush();
    return percent < least ? 1 : 0;
  }
}
