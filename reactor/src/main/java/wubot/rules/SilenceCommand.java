// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;

/** {@code wubot silence}: holds messages back for a while. */
@Command(
    name = "silence",
    mixinStandardHelpOptions = true,
    description = "Holds messages back from notifiers for a while, and says which are.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SilenceAddCommand.class, SilenceLsCommand.class, SilenceEndCommand.class},
    footer = {
      "",
      "Examples:",
      "  wubot silence add joe --for 2h --reason 'new disks'",
      "  wubot silence add 'hostname = joe AND status = WARNING' --until 06:00 --reason night",
      "  wubot silence ls",
      "  wubot silence end 3f9a01",
      "",
      "Silences stand in a file, by default state/silences.yaml, which a rule with the reaction",
      "Silence and that 'file' reads: what is added is in force with the next message."
    })
public final class SilenceCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }
}
