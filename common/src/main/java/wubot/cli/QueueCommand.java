// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wubot queue}: looks at queues, live or stopped, and has owners append again. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description =
        "Looks at queues, whether a daemon is using them or not, and has messages replayed.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QueueLsCommand.class,
      QueueCatCommand.class,
      QueueVerifyCommand.class,
      QueueExportCommand.class,
      QueueReplayCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  wubot queue ls                     the queues, and who has read how far",
      "  wubot queue cat reactor --follow   messages as they come in",
      "  wubot queue verify reactor         reads every record and checks it",
      "  wubot queue export reactor a.json  writes the messages to a file",
      "  wubot queue replay reactor --from 12 --to 20   puts messages through the rules again",
      "",
      "Exit code: 0 fine, 1 damage found, 2 wrong use, 3 could not read."
    })
public final class QueueCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }
}
