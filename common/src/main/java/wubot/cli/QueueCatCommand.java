// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "  wubot queue cat reactor --limit 10             the oldest ten",
      "  wubot queue cat reactor --cursor reactor       what it has still to read",
      "  wubot queue cat reactor --follow --json | jq   new ones, for a program",
      "  wubot queue cat queue/forward --from 1200      from this record on"
    })
final class QueueCatCommand implements Subcommand {

  private static final Duration LONG = Duration.ofHours(1);

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", description = "A path, or a name such as reactor.")
  private String name = "";

  @Option(names = "--from", paramLabel = "SEQ", description = "Begin with this record.")
  private Optional<Long> from = Optional.empty();

  @Option(names = "--cursor", paramLabel = "NAME", description = "Begin where this cursor stands.")
  private Optional<String> cursor = Optional.empty();

  @Option(names = "--limit", paramLabel = "N", description = "Stop after so many.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Option(
      names = {"-f", "--follow"},
      description = "Wait for more; without --from and --cursor begin at the end.")
  private boolean follow;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      StoredQueue queue = new QueueNames(where.home()).find(name);
      return print(queue, start(queue), out, err);
    } catch (QueueException e) {
      err.println(e.getMessage());
      return 3;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private long start(StoredQueue queue) {
    if (from.isPresent()) {
      return Math.max(1, from.get());
    }
    if (cursor.isPresent()) {
      String wanted = cursor.get();
      return queue
              .cursor(wanted)
              .orElseThrow(
                  () ->
                      new QueueException(
                          "queue "
                              + queue.directory()
                              + " has no cursor '"
                              + wanted
                              + "'; it has "
                              + queue.cursors().stream().map(StoredQueue.Place::name).toList()))
              .committed()
          + 1;
    }
    return follow ? queue.lastSequence() + 1 : 1;
  }

  private int print(StoredQueue queue, long start, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    long printed = 0;
    try (RecordStream records = queue.read(start)) {
      while (printed < limit && next(records, out)) {
        Optional<QueueRecord> record = records.record();
        if (record.isEmpty()) {
          err.println("record " + records.sequence() + " is of a newer wubot; passed over");
          continue;
        }
        out.println(
            json
                ? RecordLine.json(record.get(), records.appended())
                : RecordLine.text(record.get(), records.appended()));
        printed++;
        if (out.checkError()) { // nobody reads on
          return 0;
        }
      }
    }
    return 0;
  }

  private boolean next(RecordStream records, PrintWriter out) throws InterruptedException {
    if (records.advance()) {
      return true;
    }
    if (!follow) {
      return false;
    }
    out.flush();
    while (!records.advance(LONG)) {}
    return true;
  }
}
