// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.cli.Printable;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.config.Problems;
import wubot.queue.ChronicleQueues;
import wubot.queue.Entry;
import wubot.queue.QueueException;
import wubot.queue.QueueSettings;
import wubot.rule.Outlet;
import wubot.rule.RuleTree;

/** {@code wubot rules run}: messages in, messages out, a JSON object a line. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Lets messages from standard input run through rules and prints what they became, each a"
            + " JSON object on a line of its own. Nothing outside happens, unless asked for.",
    footer = {
      "",
      "Examples:",
      "  wubot rules run --rules new.yaml < messages.jsonl",
      "  wubot queue cat reactor --json | wubot rules run --rules new.yaml --details",
      "  tail -F app.jsonl | wubot rules run --rules alarms.yaml --effects",
      "",
      "A line is an object with the fields of a message, or a record as 'wubot queue cat --json'",
      "prints it. The time is that of the messages (lastupdate). What stateful reactions know is",
      "forgotten at the end. With --effects, deliveries are tried as often as their rule says, at",
      "once; queues that a running daemon writes to are refused; what Console and Dumper print",
      "goes to stderr.",
      "Exit code: 0 fine, 1 a line was no message or a rule failed (each is said on stderr, with",
      "the number of the line), 2 wrong use, 3 the rules cannot be loaded."
    })
final class RulesRunCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      required = true,
      description = "A file with rules, or a reactor.yaml.")
  private Path rules = Path.of("");

  @Option(names = "--effects", description = "Let reactions act outside, too.")
  private boolean acting;

  @Option(
      names = "--details",
      description = "Print the fields under 'fields', beside the rules, effects and failures.")
  private boolean details;

  @Override
  public Integer call() throws InterruptedException {
    RuleSource source = RuleSource.of(rules, where.home());
    Clock machine = Clock.system(ZoneId.systemDefault());
    MovableClock clock = new MovableClock(machine.instant(), machine.getZone());
    Problems problems = acting ? new Problems() : Problems.elsewhere();
    if (acting) { // what reactions print is not to stand between the messages
      System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
    }
    try (ChronicleQueues queues =
        new ChronicleQueues(where.host(), machine, QueueSettings.DEFAULT)) {
      MemoryServices services =
          MemoryServices.of(
              acting ? machine : clock,
              where.host(),
              source.home(),
              queue -> outlet(queues, queue));
      Optional<RuleTree> tree = source.load(services, problems);
      new ProblemLines(source, spec.commandLine().getErr()).print(problems);
      return tree.isEmpty() ? 3 : run(tree.get(), clock);
    }
  }

  private static Outlet outlet(ChronicleQueues queues, Path queue) {
    return message -> queues.appender(queue).append(java.util.List.of(Entry.of(message.copy())));
  }

  private int run(RuleTree tree, MovableClock clock) throws InterruptedException {
    Rehearsal.Settings settings = new Rehearsal.Settings(where.host(), Map.of(), acting);
    try (Rehearsal rehearsal = new Rehearsal(tree, clock, settings);
        OutputStream out =
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      return new RuleFilter(rehearsal, System.in, out, details, this::complain).run() ? 0 : 1;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      return reason.contains("Broken pipe") // who reads has seen enough
          ? 0
          : cannot("the input cannot be read, or the output not be written: " + reason);
    } catch (QueueException e) {
      return cannot(e.getMessage());
    }
  }

  private int cannot(String problem) {
    complain(problem);
    return 3;
  }

  private void complain(String problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("wubot rules run: " + Printable.line(problem));
    err.flush();
  }
}
