// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wubot status}: what the daemons of this host are doing and what needs attention. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what the daemons of this host are doing: checks, relays, deliveries, queues, and what"
          + " needs attention.",
      "Of daemons that do not run it shows what lies on disk."
    },
    footer = {
      "",
      "Examples:",
      "  wubot status             now",
      "  wubot status --watch     again and again, until Ctrl-C",
      "  wubot status --json      for programs; .well is true when nothing needs attention",
      "",
      "Exit code: 0 all is well, 1 something needs attention, 2 wrong use."
    })
public final class StatusCommand implements Subcommand {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object; with --watch one a line.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2",
      defaultValue = "0",
      paramLabel = "SECONDS",
      description = "Show it again and again, every so many seconds; 2 when nothing is said.")
  private int watch;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    if (watch < 0) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--watch is at least 1");
    }
    if (watch == 0) {
      return show(false);
    }
    UntilStopped.run(this::watch);
    return 0;
  }

  private void watch() {
    CountDownLatch never = new CountDownLatch(1);
    try {
      do {
        var unused = show(true);
      } while (!never.await(watch, TimeUnit.SECONDS) && !spec.commandLine().getOut().checkError());
    } catch (InterruptedException e) { // Ctrl-C
      Thread.currentThread().interrupt();
    }
  }

  private int show(boolean again) {
    HomeStatus status = HomeStatus.of(where.home(), where.host(), clock.instant());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(StatusJson.line(status));
    } else {
      if (again && Ansi.AUTO.enabled()) {
        out.print(CLEAR);
      }
      StatusText.lines(status, Ansi.AUTO).forEach(out::println);
    }
    out.flush();
    return status.problems().isEmpty() ? 0 : 1;
  }
}
