// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;
import wubot.reaction.SilenceBook;
import wubot.rule.ReactionFailure;

/** {@code wubot silence add}: begins a silence. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Begins a silence, and prints its name.",
    footer = {
      "",
      "MATCHER is a host, a key or any condition of rules. Examples:",
      "  wubot silence add joe --for 2h --reason 'new disks'",
      "  wubot silence add Ping-gate --until '2026-11-22 06:00' --reason moving --by ann",
      "  wubot silence add 'team = db AND status = WARNING' --from 22:00 --until 06:00 --reason night",
      "",
      "Exit code: 0 added, 2 wrong use, 3 the file cannot be written."
    })
final class SilenceAddCommand implements Subcommand {

  @Mixin private SilencePlace place = new SilencePlace();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MATCHER", description = "What is to be silent.")
  private String matcher = "";

  @Option(names = "--for", paramLabel = "LENGTH", description = "How long, such as 2h or 1d12h.")
  private Optional<String> length = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Or when it ends: 06:00, '2026-11-22 06:00'.")
  private Optional<String> until = Optional.empty();

  @Option(names = "--from", paramLabel = "TIME", description = "When it begins; by default now.")
  private Optional<String> from = Optional.empty();

  @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
  private String reason = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who; by default the user's name.")
  private String by = System.getProperty("user.name", "somebody");

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      SilenceBook.Entry entry = entry();
      place.book().add(entry, place.now());
      spec.commandLine()
          .getOut()
          .println(
              "silence "
                  + entry.id()
                  + " until "
                  + place.shown(entry.until())
                  + ": "
                  + entry.matcher());
      if (!place.isRead()) {
        err.println(
            "wubot silence: no rule of the reactor reads "
                + place.path()
                + ": it needs one with 'plugin: Silence' and this 'file', before the notifiers");
      }
      return 0;
    } catch (IllegalArgumentException e) {
      err.println("wubot silence add: " + e.getMessage());
      return 2;
    } catch (ReactionFailure e) {
      err.println("wubot silence add: " + e.getMessage());
      return 3;
    }
  }

  private SilenceBook.Entry entry() {
    long begins = from.map(place::moment).orElseGet(place::now);
    if (length.isPresent() == until.isPresent()) {
      throw new IllegalArgumentException("say how long, as --for 2h or --until 06:00");
    }
    long ends = place.moment(length.or(() -> until).get());
    if (from.isPresent() && length.isPresent()) {
      ends += begins - place.now();
    } else if (from.isPresent() && ends <= begins && until.get().matches("[0-9]+:[0-9:]+")) {
      ends += 86_400; // the night that begins tonight ends tomorrow
    }
    if (ends <= begins) {
      throw new IllegalArgumentException(
          "it would be over ("
              + place.shown(ends)
              + ") before it begins ("
              + place.shown(begins)
              + ")");
    }
    SilenceBook.plain(reason + by);
    return new SilenceBook.Entry(
        UUID.randomUUID().toString().substring(0, 6),
        SilenceBook.matcher(matcher.strip(), place.zone()),
        begins,
        ends,
        reason,
        by);
  }
}
