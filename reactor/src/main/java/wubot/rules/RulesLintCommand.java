// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.config.Declarations;
import wubot.config.Diagnostic;
import wubot.config.DiagnosticPrinter;
import wubot.config.Problems;
import wubot.queue.QueueException;
import wubot.rule.RuleTree;

/** {@code wubot rules lint}: what in rules is probably not as meant. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = "Says what in rules is probably not as meant.",
    footer = {
      "",
      "It finds rules that are never reached behind a last_rule, conditions that can never hold,",
      "fields that no plugin declares, no rule sets and no kept message has, regular expressions",
      "that are slow or fail on some texts, and rules that forward without asking for noforward.",
      "A finding is left out where its line, or the one above, has the comment '# lint: ok'.",
      "",
      "Exit code: 0 nothing found, 1 something found, 2 wrong use, 3 the rules cannot be loaded."
    })
final class RulesLintCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "A file with rules; by default those of the reactor on this host.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--no-queue", description = "Learn no fields from the messages in the queue.")
  private boolean withoutQueue;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<RuleSource> source =
        file.map(path -> RuleSource.of(path, where.home()))
            .or(() -> RuleSource.ofReactor(where.home(), where.host()));
    if (source.isEmpty()) {
      err.println("wubot rules lint: no config/reactor.yaml in " + where.home() + "; name a file");
      err.flush();
      return 3;
    }
    MovableClock clock =
        new MovableClock(Instant.EPOCH, Clock.system(ZoneId.systemDefault()).getZone());
    Problems problems = Problems.elsewhere();
    Optional<RuleTree> tree =
        source.get().load(MemoryServices.of(clock, where.host(), source.get().home()), problems);
    new ProblemLines(source.get(), err).print(problems);
    if (tree.isEmpty()) {
      return 3;
    }
    KnownFields fields = new KnownFields(Declarations.installed());
    if (!withoutQueue) {
      learn(fields);
    }
    Path config = source.get().home().resolve("config");
    return report(Lint.withoutAllowed(new Lint(tree.get(), fields).findings(), config), config);
  }

  private void learn(KnownFields fields) throws InterruptedException {
    try {
      Optional<KeptMessages> kept = KeptMessages.in(ReactorHome.queue(where.home(), where.host()));
      if (kept.isPresent()) {
        try (KeptMessages messages = kept.get()) {
          messages.since(Instant.EPOCH, (record, appended, part) -> fields.learn(record.message()));
        }
      }
    } catch (QueueException e) {
      spec.commandLine().getErr().println("wubot rules lint: nothing learned: " + e.getMessage());
    }
  }

  private int report(List<Diagnostic> findings, Path config) {
    PrintWriter out = spec.commandLine().getOut();
    DiagnosticPrinter printer = new DiagnosticPrinter(config, CommandLine.Help.Ansi.AUTO.enabled());
    findings.forEach(finding -> out.println(printer.print(finding) + "\n"));
    out.println(
        findings.isEmpty()
            ? "nothing found"
            : findings.size() + (findings.size() == 1 ? " finding" : " findings"));
    out.flush();
    return findings.isEmpty() ? 0 : 1;
  }
}
