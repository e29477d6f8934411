// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;
import wubot.rule.ReactionFailure;

/** {@code wubot silence end}: ends silences before their time. */
@Command(
    name = "end",
    mixinStandardHelpOptions = true,
    description = "Ends silences before their time.",
    footer = {
      "",
      "Example: wubot silence end 3f9a01",
      "Exit code: 0 ended, 1 there was none of a name, 2 wrong use, 3 the file cannot be written."
    })
final class SilenceEndCommand implements Subcommand {

  @Mixin private SilencePlace place = new SilencePlace();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description = "Their names, as 'wubot silence ls' shows them.")
  private List<String> ids = List.of();

  @Override
  public Integer call() {
    boolean found = true;
    try {
      for (String id : ids) {
        if (place.book().remove(id, place.now())) {
          spec.commandLine().getOut().println("silence " + id + " is over");
        } else {
          found = false;
          spec.commandLine()
              .getErr()
              .println("wubot silence end: there is no silence '" + id + "'; see wubot silence ls");
        }
      }
      return found ? 0 : 1;
    } catch (ReactionFailure e) {
      spec.commandLine().getErr().println("wubot silence end: " + e.getMessage());
      return 3;
    }
  }
}
