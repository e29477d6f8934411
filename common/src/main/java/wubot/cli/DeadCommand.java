// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wubot dead}: the messages that rules could not handle. */
@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    description = "Lists, shows, replays and drops messages that rules could not handle.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLsCommand.class,
      DeadShowCommand.class,
      DeadReplayCommand.class,
      DeadDropCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  wubot dead ls                        what failed, where and why",
      "  wubot dead show 17                   one of them, whole",
      "  wubot dead replay --rule 'tell ops'  after mending that rule: deliver them",
      "  wubot dead drop 17 18                these are of no use any more",
      "",
      "Exit code: 0 fine, 1 some still fail, 2 wrong use, 3 could not do it."
    })
public final class DeadCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }
}
