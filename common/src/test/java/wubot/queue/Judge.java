// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import wubot.message.Identity;
import wubot.message.Message;

/** Opens what a power loss left, reads it, goes on appending, and says what is wrong. */
final class Judge {

  static final String LINK = "box";
  static final QueueSettings SETTINGS =
      QueueSettings.DEFAULT
          .withFloorBytes(0)
          .withBlockBytes(64 << 10)
          .withFileBytes(128 << 10)
          .withKeep(Duration.ZERO);

  /** One thing that is wrong. */
  record Fault(Finding finding, String words) {}

  /**
   * What came out.
   *
   * @param nanos from opening to the first append's return
   * @param damaged records counted as damaged
   */
  record Verdict(List<Fault> faults, long nanos, long damaged) {}

  private final Path directory;
  private final Ledger.Expectation expected;
  private final Ledger ledger;
  private final Clock clock;
  private final PowerLossLane.Damage damage; // beyond what a power loss does
  private final Set<Long> hit; // sequences of records that were damaged on purpose
  private final List<Fault> faults = new ArrayList<>();
  private final Map<Long, Long> found = new HashMap<>(); // sequence by number
  private long first = Long.MAX_VALUE;
  private long last; // the newest record that could be read
  private long highestStamp;

  Judge(Path directory, Ledger.Expectation expected, Clock clock, PowerLossLane.Damage damage) {
    this.directory = directory;
    this.expected = expected;
    this.ledger = new Ledger(expected);
    this.clock = clock;
    this.damage = damage;
    this.hit = damage.hit();
  }

  /** What is promised while the judge works, for power losses meanwhile. */
  Ledger ledger() {
    return ledger;
  }

  static Message message(long number) {
    int size = (int) (number * 7919 % 40 == 0 ? 9000 : number * 31 % 900);
    return Message.of("n", number).with("text", "z".repeat(size));
  }

  static List<Entry> entries(Ledger.Batch batch) {
    return batch.numbers().stream()
        .map(
            n ->
                batch.stamped()
                    ? Entry.received(message(n), new LinkStamp(LINK, n))
                    : Entry.of(message(n)))
        .toList();
  }

  Verdict judge() {
    long nanos = 0;
    long damaged = 0;
    try (ChronicleQueues queues = new ChronicleQueues("joe", clock, SETTINGS, new Random(1))) {
      long began = System.nanoTime();
      QueueAppender appender = queues.appender(directory);
      cursors(queues);
      long last = queues.view(directory).lastSequence();
      Ledger.Batch fresh = ledger.begin(2, false);
      List<Long> sequences = appender.append(entries(fresh));
      ledger.acknowledged(fresh, sequences);
      nanos = System.nanoTime() - began;
      read(queues);
      judgeFresh(fresh, sequences, last);
      judgePromises(fresh);
      watermark(appender);
      damaged = queues.metrics(directory).damaged();
      judgeCount(damaged);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      fault(Finding.BROKEN, trace.toString());
    }
    return new Verdict(faults, nanos, damaged);
  }

  private void fault(Finding finding, String words) {
    faults.add(new Fault(finding, words));
  }

  /** Whoever reads past what was damaged on purpose is told how many records that cost. */
  private void judgeCount(long damaged) {
    if (hit.isEmpty() && damaged > 0) {
      fault(Finding.MISREPORTED, damaged + " records counted as damaged, and none was");
    }
    long gone =
        expected.acknowledged().entrySet().stream()
            .filter(promise -> hit.contains(promise.getKey()))
            .filter(promise -> !found.containsKey(promise.getValue()))
            .filter(promise -> promise.getKey() > first && promise.getKey() < last)
            .count();
    if (damaged < gone) {
      fault(Finding.MISREPORTED, gone + " records are damaged, and " + damaged + " were counted");
    }
    if (gone > 0 && Files.notExists(new Layout(directory).damaged())) {
      fault(Finding.MISREPORTED, gone + " records are damaged, and nothing was set aside");
    }
  }

  private void cursors(ChronicleQueues queues) {
    expected
        .committed()
        .forEach(
            (name, allowed) -> {
              Set<Long> may = new HashSet<>(allowed);
              if (damage.cursor().filter(name::equals).isPresent()) {
                boolean one =
                    CursorDamage.setback(damage.kind()) == CursorDamage.Setback.ONE_COMMIT;
                may.add(one ? expected.before().get(name) : 0L);
              }
              try (Cursor cursor = queues.view(directory).cursor(name)) {
                if (!may.contains(cursor.committed())) {
                  fault(
                      Finding.MISPLACED,
                      "cursor " + name + " stands at " + cursor.committed() + ", not in " + may);
                }
              }
            });
  }

  private void read(ChronicleQueues queues) throws InterruptedException {
    Set<Identity> identities = new HashSet<>();
    try (Cursor cursor = queues.view(directory).cursor("judge")) {
      List<QueueRecord> records = cursor.read(200, Duration.ZERO);
      while (!records.isEmpty()) {
        for (QueueRecord record : records) {
          if (record.sequence() <= last) {
            fault(Finding.OUT_OF_ORDER, "record " + record.sequence() + " after " + last);
          }
          last = record.sequence();
          first = Math.min(first, last);
          take(record, identities);
        }
        records = cursor.read(200, Duration.ZERO);
      }
    }
  }

  private void take(QueueRecord record, Set<Identity> identities) {
    Message message = record.message();
    long number = (long) message.number("n").orElse(-1);
    if (!message.asMap().equals(message(number).asMap())) {
      fault(Finding.INVENTED, "record " + record.sequence() + " is " + message.asMap());
      return;
    }
    if (found.put(number, record.sequence()) != null) {
      fault(Finding.TWICE, "message " + number + " again in record " + record.sequence());
    }
    if (!identities.add(message.identity().orElseThrow())) {
      fault(Finding.TWICE, "identity " + message.identity() + " in record " + record.sequence());
    }
    record.received().ifPresent(stamp -> highestStamp = Math.max(highestStamp, stamp.sequence()));
    ledger.seen(record.sequence(), number);
  }

  private void judgeFresh(Ledger.Batch fresh, List<Long> sequences, long last) {
    for (int i = 0; i < sequences.size(); i++) {
      if (!sequences.get(i).equals(found.get(fresh.numbers().get(i)))) {
        fault(Finding.LOST, "what was appended after the power loss as " + sequences.get(i));
      }
      if (sequences.get(i) <= last) {
        fault(Finding.TWICE, "sequence " + sequences.get(i) + " given again");
      }
    }
  }

  private void judgePromises(Ledger.Batch fresh) {
    for (Map.Entry<Long, Long> promise : expected.acknowledged().entrySet()) {
      long sequence = promise.getKey();
      Long there = found.get(promise.getValue());
      boolean removed = sequence <= expected.removable() && sequence < first;
      if (there == null && !removed && !hit.contains(sequence)) {
        fault(Finding.LOST, "record " + sequence + ", message " + promise.getValue());
      } else if (there != null && there != sequence) {
        fault(Finding.OUT_OF_ORDER, "record " + sequence + " is now record " + there);
      }
    }
    Set<Long> promised = new HashSet<>(expected.acknowledged().values());
    Set<Long> attempted = new HashSet<>(fresh.numbers());
    for (Ledger.Batch batch : expected.attempted()) {
      attempted.addAll(batch.numbers());
      long there = batch.numbers().stream().filter(found::containsKey).count();
      if (there > 0
          && there < batch.numbers().size()
          && !promised.contains(batch.numbers().get(0))
          && hit.isEmpty()) { // which part of it damage took is not known here
        fault(Finding.HALF_BATCH, there + " of " + batch.numbers());
      }
    }
    for (long number : found.keySet()) {
      if (!attempted.contains(number)) {
        fault(Finding.INVENTED, "message " + number);
      }
    }
  }

  private void watermark(QueueAppender appender) {
    Set<Long> acknowledged = new HashSet<>(expected.acknowledged().values());
    long must = 0;
    long may = 0;
    for (Ledger.Batch batch : expected.attempted()) {
      if (batch.stamped()) {
        long end = batch.numbers().get(batch.numbers().size() - 1);
        may = Math.max(may, end);
        must = acknowledged.contains(end) ? Math.max(must, end) : must;
      }
    }
    long mark = appender.watermark(LINK).orElse(0);
    // What lies in damaged records, or in a damaged checkpoint only, is not known any more.
    boolean whole = hit.isEmpty() && !damage.kind().endsWith("checkpoint");
    if (mark > may || mark < highestStamp || (whole && mark < must)) {
      fault(
          Finding.MISPLACED,
          "the watermark is " + mark + ", not from " + Math.max(must, highestStamp) + " to " + may);
    }
  }
}
