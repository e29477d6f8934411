// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** {@code wubot queue ls}: the queues, their sizes, and how far each cursor is. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists queues: records, bytes, who appends, and how far each cursor is.",
    footer = {
      "",
      "Examples:",
      "  wubot queue ls                         all queues in wubot's home",
      "  wubot queue ls reactor queue/forward   these two",
      "  wubot queue ls --home /srv/w --json    one JSON object a line, for programs",
      "",
      "DAMAGED counts what readers set aside in the queue's directory damaged/.",
      "Exit code: 0 listed, 2 wrong use, 3 no such queue, or it could not be read."
    })
final class QueueLsCommand implements Subcommand {

  @Mixin private QueueHome home = new QueueHome();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "QUEUE",
      description = "Paths, or names below wubot's home; by default all that are there.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object a line instead of a table.")
  private boolean json;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    Lines lines = new Lines(spec.commandLine().getOut());
    try {
      List<StoredQueue> queues =
          names.isEmpty() ? home.all() : names.stream().map(home::find).toList();
      List<QueueState> states =
          queues.stream().map(queue -> QueueState.of(home.shown(queue), queue)).toList();
      if (json) {
        QueueStateJson form = new QueueStateJson(clock.instant());
        states.forEach(state -> lines.add(form.line(state)));
      } else if (states.isEmpty()) {
        lines.add("no queues in " + home.directory() + "; a daemon makes them when it starts");
      } else {
        new QueueTable(clock.instant()).lines(states).forEach(lines::add);
      }
      return 0;
    } catch (QueueException e) {
      return home.cannot(spec, e);
    } finally {
      lines.flush();
    }
  }
}
