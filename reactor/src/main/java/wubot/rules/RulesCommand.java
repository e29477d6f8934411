// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;

/** {@code wubot rules}: tries, tests and questions rules; nothing outside happens. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Tries, tests and questions rules; nothing outside happens.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RulesRunCommand.class,
      RulesTestCommand.class,
      RulesLintCommand.class,
      RulesCoverageCommand.class,
      RulesDiffCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  wubot rules run --rules new.yaml < messages.jsonl   messages through rules",
      "  wubot rules test                                    the tests beside the rules",
      "  wubot rules lint                                    what is probably not as meant",
      "  wubot rules coverage                                what was never tried",
      "  wubot rules diff --replay 24h new.yaml              what they would have changed",
    })
public final class RulesCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }
}
