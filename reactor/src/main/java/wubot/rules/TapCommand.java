// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.cli.HomePlace;
import wubot.cli.Lines;
import wubot.cli.RecordJson;
import wubot.cli.RecordText;
import wubot.cli.Subcommand;
import wubot.cli.UntilStopped;
import wubot.cli.Whereabouts;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;
import wubot.rule.Condition;
import wubot.rule.ConditionSyntaxException;
import wubot.rule.RegexException;

/** {@code wubot tap}: messages as they come in. */
@Command(
    name = "tap",
    mixinStandardHelpOptions = true,
    description = "Shows messages as they come into the reactor's queue, until Ctrl-C.",
    footer = {
      "",
      "Examples:",
      "  wubot tap",
      "  wubot tap --host box --where 'status = CRITICAL OR percent > 90'",
      "  wubot tap --json | jq .fields.subject",
      "",
      "Nothing is changed by looking. Exit code: 0 stopped, 2 wrong use, 3 cannot be read."
    })
public final class TapCommand implements Subcommand {

  private static final Duration LONG = Duration.ofHours(1);

  @Mixin private HomePlace where = new HomePlace();

  @Spec private CommandSpec spec;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = "Only those for which this condition holds, written as in a rule.")
  private String condition = "TRUE";

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Only those that were made on this host.")
  private Optional<String> host = Optional.empty();

  @Option(names = "--limit", paramLabel = "N", description = "Stop after so many messages.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--json", description = "One JSON object a line, with all fields.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Condition wanted = Condition.parse(condition, ZoneId.systemDefault());
      Path queue = ReactorHome.queue(where.home(), Whereabouts.thisHost());
      Optional<StoredQueue> stored = StoredQueue.at(queue);
      if (stored.isEmpty()) {
        err.println("wubot tap: there is no queue " + queue + "; a monitor makes it");
        return 3;
      }
      try (RecordStream records = stored.get().read(stored.get().lastSequence() + 1)) {
        UntilStopped.run(() -> print(records, wanted));
      }
      return 0;
    } catch (ConditionSyntaxException e) {
      err.println("wubot tap: --where: " + e.getMessage() + "\n" + e.excerpt());
      return 2;
    } catch (QueueException e) {
      err.println("wubot tap: " + e.getMessage());
      return 3;
    } finally {
      err.flush();
    }
  }

  private void print(RecordStream records, Condition wanted) {
    Lines lines = new Lines(spec.commandLine().getOut());
    BiFunction<QueueRecord, Instant, String> form =
        json ? new RecordJson()::line : new RecordText(ZoneId.systemDefault())::line;
    try {
      for (long left = limit; left > 0; ) {
        if (!records.advance()) {
          if (!lines.flush()) {
            return;
          }
          while (!records.advance(LONG)) {
            // nothing for an hour; it may come yet
          }
        }
        Optional<QueueRecord> record = records.record().filter(r -> isWanted(r.message(), wanted));
        if (record.isPresent()) {
          left--;
          if (!lines.add(form.apply(record.get(), records.appended()))) {
            return;
          }
        }
      }
    } catch (InterruptedException e) { // Ctrl-C
      Thread.currentThread().interrupt();
    } finally {
      lines.flush();
    }
  }

  private boolean isWanted(Message message, Condition wanted) {
    try {
      return host.map(name -> message.text(Fields.HOSTNAME).equals(name)).orElse(true)
          && wanted.test(message);
    } catch (RegexException e) {
      return false; // as in a rule
    }
  }
}
