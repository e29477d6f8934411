// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/** {@code wubot queue cat}: prints the messages of a queue and moves no cursor. */
@Command(
    name = "cat",
    mixinStandardHelpOptions = true,
    description = "Prints the messages of a queue, one a line; no cursor moves.",
    footer = {
      "",
      "Examples:",
      "  wubot queue cat reactor --limit 10           the oldest ten that are kept",
      "  wubot queue cat reactor --last 10 --follow   the newest ten and all that come",
      "  wubot queue cat reactor --cursor reactor     what the reactor has yet to read",
      "  wubot queue cat queue/forward --from 1200    record 1200 and what follows it",
      "  wubot queue cat reactor --follow --json | jq .fields.subject",
      "",
      "--follow alone begins with the next message to come; it ends with Ctrl-C.",
      "Exit code: 0 printed, 2 wrong use, 3 no such queue, or it could not be read."
    })
final class QueueCatCommand implements Subcommand {

  private static final Duration LONG = Duration.ofHours(1);

  @Mixin private QueueHome home = new QueueHome();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", description = "A path, or a name below wubot's home.")
  private String name = "";

  @ArgGroup private Start start = new Start();

  @Option(names = "--limit", paramLabel = "N", description = "Stop after so many messages.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--json", description = "One JSON object a line, with all fields.")
  private boolean json;

  @Option(
      names = {"-f", "--follow"},
      description = "Wait for more messages to come.")
  private boolean follow;

  /** Where to begin; at most one of them. */
  private static final class Start {
    @Option(names = "--from", paramLabel = "SEQ", description = "Begin with this sequence.")
    private Optional<Long> from = Optional.empty();

    @Option(
        names = "--cursor",
        paramLabel = "NAME",
        description = "Only what lies after the committed place of this cursor.")
    private Optional<String> cursor = Optional.empty();

    @Option(names = "--last", paramLabel = "N", description = "Begin with the last so many.")
    private Optional<Long> last = Optional.empty();
  }

  @Override
  public Integer call() {
    if (limit < 1 || start.last.orElse(1L) < 0 || start.from.orElse(1L) < 0) {
      throw new ParameterException(
          spec.commandLine(), "--limit is at least 1, --from and --last at least 0");
    }
    try (RecordStream records = open()) {
      if (follow) {
        UntilStopped.run(() -> print(records));
      } else {
        print(records);
      }
      return 0;
    } catch (QueueException e) {
      return home.cannot(spec, e);
    }
  }

  private RecordStream open() {
    StoredQueue queue = home.find(name);
    return queue.read(first(queue));
  }

  private long first(StoredQueue queue) {
    if (start.from.isPresent()) {
      return Math.max(1, start.from.get());
    }
    if (start.cursor.isPresent()) {
      return home.cursor(queue, start.cursor.get()).committed() + 1;
    }
    if (start.last.isPresent()) {
      return Math.max(1, queue.lastSequence() - start.last.get() + 1);
    }
    return follow ? queue.lastSequence() + 1 : 1;
  }

  private void print(RecordStream records) {
    Lines lines = new Lines(spec.commandLine().getOut());
    try {
      BiFunction<QueueRecord, Instant, String> form =
          json ? new RecordJson()::line : new RecordText(ZoneId.systemDefault())::line;
      for (long left = limit; left > 0 && next(records, lines); left--) {
        Optional<QueueRecord> record = records.record();
        if (record.isEmpty()) {
          PrintWriter err = spec.commandLine().getErr();
          err.println(RecordText.unreadable(records.sequence()));
          err.flush();
        } else if (!lines.add(form.apply(record.get(), records.appended()))) {
          return;
        }
      }
    } catch (InterruptedException e) { // Ctrl-C
      Thread.currentThread().interrupt();
    } finally {
      lines.flush();
    }
  }

  /** Moves to the next record; false when there is none, or nobody to read it. */
  private boolean next(RecordStream records, Lines lines) throws InterruptedException {
    if (records.advance()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return true;
    }
    if (!follow || !lines.flush()) {
      return false;
    }
    while (!records.advance(LONG)) {
      // nothing for an hour; it may come yet
    }
    return true;
  }
}
