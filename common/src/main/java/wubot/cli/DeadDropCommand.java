// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import wubot.control.Question;

/** {@code wubot dead drop}: closes dead letters that are of no use any more. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Closes messages that are of no use any more; nothing is done with them.",
      "They stay in queue/dead for a day or so, and wubot queue cat shows them."
    },
    footer = {
      "",
      "Examples:",
      "  wubot dead drop 17 18",
      "  wubot dead drop --rule 'tell ops'",
      "",
      "Exit code: 0 done, 2 wrong use, 3 not done."
    })
final class DeadDropCommand implements Subcommand {

  @Mixin private LetterChoice choice = new LetterChoice();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return new LetterWork(spec, choice).run(Question.of("dead-drop"), "dropped");
  }
}
