// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.dead.DeadLetter;
import wubot.dead.DeadLetters;
import wubot.message.Fields;
import wubot.queue.QueueException;

/** {@code wubot dead ls}: the open dead letters. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the messages that rules could not handle and nobody has dealt with.",
    footer = {"", "Exit code: 0 listed, 2 wrong use, 3 could not be read."})
final class DeadLsCommand implements Subcommand {

  private static final int WIDEST = 60;

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only those of this rule.")
  private Optional<String> rule = Optional.empty();

  @Option(names = "--json", description = "One JSON object a line, with the whole message.")
  private boolean json;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    Lines lines = new Lines(spec.commandLine().getOut());
    try {
      Collection<DeadLetter> open =
          DeadLetters.open(where.home()).values().stream()
              .filter(letter -> rule.isEmpty() || letter.rule().equals(rule.get()))
              .toList();
      if (json) {
        LetterJson form = new LetterJson();
        open.forEach(letter -> lines.add(form.line(letter)));
      } else if (open.isEmpty()) {
        lines.add("no dead letters");
      } else {
        table(open).forEach(lines::add);
      }
      return 0;
    } catch (QueueException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("wubot dead ls: " + e.getMessage());
      err.flush();
      return 3;
    } finally {
      lines.flush();
    }
  }

  private List<String> table(Collection<DeadLetter> open) {
    Instant now = clock.instant();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LETTER", "AGE", "RULE", "REACTION", "KEY", "SUBJECT", "ERROR"));
    for (DeadLetter letter : open) {
      rows.add(
          List.of(
              Long.toString(letter.sequence()),
              Ages.between(letter.time(), now),
              Printable.line(letter.rule(), WIDEST),
              Printable.line(letter.reaction(), WIDEST),
              Printable.line(letter.message().text(Fields.KEY), WIDEST),
              Printable.line(letter.message().text(Fields.SUBJECT), WIDEST),
              Printable.line(letter.error(), 200)));
    }
    return Columns.aligned(rows);
  }
}
