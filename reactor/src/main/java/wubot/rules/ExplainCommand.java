// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.Printable;
import wubot.cli.ProgressBar;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.message.Fields;
import wubot.message.Identity;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.reactor.DiaryReader;

/** {@code wubot explain}: what happened to a message, and why. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Tells what the rules did with a message, and why.",
    footer = {
      "",
      "Examples:",
      "  wubot explain joe/k3f9x2/42                        one message, by its id",
      "  wubot explain 1200                                 by its number in the reactor's queue",
      "  wubot explain --key DiskSpace-disks --since 1h     all messages of a key",
      "  wubot explain --key Load-load --since 1d --not-told",
      "                                                     why nobody was told",
      "  wubot explain --json 1200 | jq '.rules[] | select(.fired)'",
      "",
      "Ids are shown by 'wubot queue cat' and 'wubot tap'. Each rule that the message met is shown",
      "with the part of its condition that decided (+ it fired, - it did not), and with what its",
      "reaction did. Exit code: 0 told, 1 no such message is kept, 2 wrong use, 3 cannot be read."
    })
public final class ExplainCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "An id, or a number in the queue.")
  private Optional<String> id = Optional.empty();

  @Option(names = "--key", paramLabel = "KEY", description = "The messages with this key.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "How far to look back for them; by default 1h.")
  private Duration since = Duration.ofHours(1);

  @Option(
      names = "--not-told",
      description = "Say for each rule that tells people what stopped the messages.")
  private boolean notTold;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  private long found;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    if (id.isPresent() == key.isPresent()) {
      err.println("wubot explain: give either an ID or --key; see wubot explain --help");
      return 2;
    }
    Chosen chosen;
    try {
      chosen = chosen();
    } catch (IllegalArgumentException e) {
      err.println("wubot explain: " + e.getMessage() + ", or a number in the queue");
      return 2;
    }
    try {
      return explain(chosen);
    } catch (QueueException | UncheckedIOException e) {
      err.println("wubot explain: " + e.getMessage());
      return 3;
    } finally {
      err.flush();
      spec.commandLine().getOut().flush();
    }
  }

  /**
   * Which messages are asked for.
   *
   * @param number of the only one, where it is known
   */
  private record Chosen(Predicate<QueueRecord> these, OptionalLong number) {

    Optional<KeptMessages> in(Path queue) {
      return number.isPresent()
          ? KeptMessages.only(queue, number.getAsLong())
          : KeptMessages.in(queue);
    }
  }

  private Chosen chosen() {
    if (key.isPresent()) {
      return new Chosen(
          record -> record.message().text(Fields.KEY).equals(key.get()), OptionalLong.empty());
    }
    if (id.get().matches("[0-9]{1,18}")) {
      long number = Long.parseLong(id.get());
      return new Chosen(record -> record.sequence() == number, OptionalLong.of(number));
    }
    Identity identity = Identity.parse(id.get());
    return new Chosen(
        record -> record.message().identity().equals(Optional.of(identity)), OptionalLong.empty());
  }

  private int explain(Chosen chosen) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Path home = where.home();
    Clock clock = Clock.system(ZoneId.systemDefault());
    Path queue = ReactorHome.queue(home, where.host());
    Optional<KeptMessages> kept = chosen.in(queue);
    if (kept.isEmpty()) {
      err.println("wubot explain: there is no queue of a reactor in " + home);
      return 3;
    }
    Instant from = id.isPresent() ? Instant.EPOCH : clock.instant().minus(since);
    DiaryReader diary = DiaryReader.read(home, wanted(queue, from, chosen));
    Fates fates = new Fates(home);
    NotTold reasons = new NotTold(fates);
    StoryText text = new StoryText(spec.commandLine().getOut(), clock.getZone(), fates);
    StoryJson lines = new StoryJson(spec.commandLine().getOut(), fates);
    ProgressBar bar = new ProgressBar(err);
    try (KeptMessages messages = kept.get();
        Memory memory = new Memory(home, where.host(), clock, diary)) {
      messages.since(
          from,
          (record, appended, part) -> {
            bar.show(part);
            if (chosen.these().test(record)) {
              found++;
              Optional<Memory.Told> told = memory.tell(record);
              if (told.isEmpty()) {
                err.println("wubot explain: the rules cannot be read; wubot check says why");
              } else if (notTold) {
                reasons.add(record, told.get());
              } else if (json) {
                bar.clear();
                lines.print(record, appended, told.get());
              } else {
                bar.clear();
                text.print(record, appended, told.get());
              }
            }
          });
    }
    bar.clear();
    if (found == 0) {
      return nothing();
    }
    if (notTold && json) {
      lines.print(found, reasons);
    } else if (notTold) {
      print(reasons);
    }
    return 0;
  }

  /** Which messages to look for in the diary, which may hold far more than there is memory. */
  private static LongPredicate wanted(Path queue, Instant from, Chosen chosen)
      throws InterruptedException {
    BitSet numbers = new BitSet();
    AtomicLong first = new AtomicLong(-1);
    try (KeptMessages messages = chosen.in(queue).orElseThrow()) {
      messages.since(
          from,
          (record, appended, part) -> {
            if (chosen.these().test(record)) {
              first.compareAndSet(-1, record.sequence());
              numbers.set((int) (record.sequence() - first.get()));
            }
          });
    }
    return sequence -> {
      long number = sequence - first.get();
      return number >= 0 && number < numbers.size() && numbers.get((int) number);
    };
  }

  private int nothing() {
    spec.commandLine()
        .getErr()
        .println(
            key.isPresent()
                ? "no message with the key "
                    + Printable.line(key.get())
                    + " came in that time: look at the check that makes it (wubot status), or further"
                    + " back with --since"
                : "no message "
                    + Printable.line(id.get())
                    + " is kept in the queue of the reactor");
    return 1;
  }

  private void print(NotTold reasons) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(found + (found == 1 ? " message" : " messages"));
    if (reasons.reasons().isEmpty()) {
      out.println("no rule tells people: there is none with a notification");
    }
    reasons
        .reasons()
        .forEach(
            (rule, counts) -> {
              out.println("  " + Printable.line(rule));
              counts.forEach(
                  (reason, count) -> out.println("    " + count + " x " + Printable.line(reason)));
            });
  }
}
