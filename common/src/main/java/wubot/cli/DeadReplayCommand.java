// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.control.Question;

/** {@code wubot dead replay}: has the reactor handle dead letters after all. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Has the running reactor handle messages after all, once what was wrong is mended.",
      "Only the reaction that failed acts: what other rules did is not done again. A delivery goes"
          + " to its outbox, and from there as always."
    },
    footer = {
      "",
      "Examples:",
      "  wubot dead replay 17                 one letter",
      "  wubot dead replay --rule 'tell ops'  all that this rule could not deliver",
      "  wubot dead replay --all --tree       all letters, through all rules from the first on",
      "",
      "What fails again stays open. Exit code: 0 all done, 1 some still fail, 2 wrong use, 3 not done."
    })
final class DeadReplayCommand implements Subcommand {

  @Mixin private LetterChoice choice = new LetterChoice();

  @Spec private CommandSpec spec;

  @Option(
      names = "--tree",
      description = "Run all rules, from the first on; effects that were had are had again.")
  private boolean tree;

  @Override
  public Integer call() {
    return new LetterWork(spec, choice)
        .run(Question.of("dead-replay").with("tree", tree), "replayed");
  }
}
