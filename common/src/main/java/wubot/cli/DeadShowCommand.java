// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.dead.DeadLetter;
import wubot.dead.DeadLetters;
import wubot.message.FieldValue;
import wubot.queue.QueueException;

/** {@code wubot dead show}: one dead letter with all its fields. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one message that a rule could not handle, with all its fields.",
    footer = {"", "Exit code: 0 shown, 2 wrong use, 3 there is no such letter."})
final class DeadShowCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NUMBER", description = "Its number, see wubot dead ls.")
  private long number;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      DeadLetter letter = DeadLetters.open(where.home()).get(number);
      if (letter == null) {
        err.println("wubot dead show: there is no open letter " + number + "; see wubot dead ls");
        err.flush();
        return 3;
      }
      if (json) {
        out.println(new LetterJson().line(letter));
      } else {
        show(letter, out);
      }
      out.flush();
      return 0;
    } catch (QueueException e) {
      err.println("wubot dead show: " + e.getMessage());
      err.flush();
      return 3;
    }
  }

  private static void show(DeadLetter letter, PrintWriter out) {
    out.println("letter    " + letter.sequence());
    out.println("given up  " + letter.time());
    out.println("rule      " + Printable.line(letter.rule()));
    out.println("reaction  " + Printable.line(letter.reaction()));
    out.println("error     " + Printable.line(letter.error()));
    letter
        .message()
        .identity()
        .ifPresent(id -> out.println("message   " + Printable.line("" + id)));
    for (Map.Entry<String, Object> field : letter.message().asMap().entrySet()) {
      out.println(
          "  "
              + Printable.line(field.getKey())
              + ": "
              + Printable.line(FieldValue.text(field.getValue())));
    }
  }
}
