// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.time.ZoneId;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;
import wubot.rule.Condition;
import wubot.rule.ConditionSyntaxException;

/** Which records of a queue are meant, for picocli's {@code @Mixin}. */
final class RecordChoice {

  @Option(names = "--from", paramLabel = "SEQ", description = "Begin with this sequence.")
  private long from = 1;

  @Option(names = "--to", paramLabel = "SEQ", description = "End with this sequence.")
  private Optional<Long> to = Optional.empty();

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = "Only messages for which this holds, a condition as in rules.")
  private Optional<String> where = Optional.empty();

  /** Takes one record after the other. */
  interface Taker {

    /** Whether to go on. */
    boolean take(QueueRecord record, RecordStream stream);
  }

  /** Whether anything was said about which. */
  boolean isNarrowed() {
    return from > 1 || to.isPresent() || where.isPresent();
  }

  /**
   * Reads the records that were chosen, in order, as far as the queue goes now.
   *
   * @param progress told from time to time how much is done, from 0 to 1
   * @throws ParameterException when the condition is none
   */
  void read(StoredQueue queue, CommandSpec spec, DoubleConsumer progress, Taker taker) {
    Predicate<Message> condition = condition(spec);
    long last = Math.min(queue.lastSequence(), to.orElse(Long.MAX_VALUE));
    try (RecordStream stream = queue.read(Math.max(1, from))) {
      while (stream.advance() && stream.sequence() <= last) {
        if (stream.sequence() % 1000 == 0) {
          progress.accept((stream.sequence() - from + 1) / (double) (last - from + 1));
        }
        Optional<QueueRecord> record = stream.record().filter(r -> condition.test(r.message()));
        if (record.isPresent() && !taker.take(record.get(), stream)) {
          return;
        }
      }
    }
  }

  private Predicate<Message> condition(CommandSpec spec) {
    if (where.isEmpty()) {
      return message -> true;
    }
    try {
      return Condition.parse(where.get(), ZoneId.systemDefault())::test;
    } catch (ConditionSyntaxException e) {
      throw new ParameterException(spec.commandLine(), "--where: " + e.getMessage(), e);
    }
  }
}
