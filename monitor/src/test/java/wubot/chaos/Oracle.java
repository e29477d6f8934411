// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/**
 * The judge: holds what lies in the receiver's queue against what the senders' ledgers say. Knows
 * nothing of faults and forgives nothing.
 */
final class Oracle {

  /** What is wrong with a message. */
  enum Wrong {
    LOST,
    TWICE,
    DISORDER,
    CHANGED,
    NEVER_SENT
  }

  /** Something wrong with a message of a sender. */
  record Violation(Wrong wrong, String sender, long number, String detail) {}

  /**
   * The verdict.
   *
   * @param accepted how many messages the senders' queues accepted
   * @param arrived how many of the senders' messages lie in the receiver's queue
   * @param others how many messages of the daemons themselves arrived
   */
  record Verdict(long accepted, long arrived, long others, List<Violation> violations) {}

  private final long seed;
  private final Map<String, Ledger> ledgers;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, BitSet> seen = new LinkedHashMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private final Set<Identity> identities = new HashSet<>();
  private long arrived;
  private long others;

  Oracle(long seed, Map<String, Ledger> ledgers) {
    this.seed = seed;
    this.ledgers = ledgers;
    ledgers.keySet().forEach(sender -> seen.put(sender, new BitSet()));
  }

  /** Reads the whole queue and judges. */
  Verdict judge(StoredQueue queue) {
    try (RecordStream records = queue.read(1)) {
      while (records.advance()) {
        records.record().ifPresent(record -> take(record.message()));
      }
    }
    return verdict();
  }

  Verdict verdict() {
    long accepted = 0;
    for (var entry : ledgers.entrySet()) {
      BitSet missing = entry.getValue().accepted();
      accepted += missing.cardinality();
      missing.andNot(seen.get(entry.getKey()));
      missing.stream().forEach(n -> wrong(Wrong.LOST, entry.getKey(), n, "accepted, not arrived"));
    }
    return new Verdict(accepted, arrived, others, List.copyOf(violations));
  }

  void take(Message message) {
    String sender = message.text(Known.SENDER);
    if (!message.has(Known.SENDER)) {
      others++;
      message
          .identity()
          .filter(id -> !identities.add(id))
          .ifPresent(id -> wrong(Wrong.TWICE, id.origin(), id.sequence(), "a message of its own"));
      return;
    }
    arrived++;
    long number = (long) message.number(Known.NUMBER).orElse(0);
    if (!ledgers.containsKey(sender) || number < 1 || number >= ledgers.get(sender).next()) {
      wrong(Wrong.NEVER_SENT, sender, number, "in no ledger");
      return;
    }
    BitSet before = seen.get(sender);
    if (before.get((int) number)) {
      wrong(Wrong.TWICE, sender, number, "again after " + last.get(sender));
    } else if (number < last.getOrDefault(sender, 0L)) {
      wrong(Wrong.DISORDER, sender, number, "after " + last.get(sender));
    }
    before.set((int) number);
    last.merge(sender, number, Math::max);
    compare(sender, number, message);
  }

  private void compare(String sender, long number, Message message) {
    Message bare = message.copy();
    bare.remove("noforward"); // the relay sets it, on purpose
    Map<String, Object> sent = new Known(seed, sender).message(number).asMap();
    if (!bare.asMap().equals(sent)) {
      wrong(Wrong.CHANGED, sender, number, difference(sent, bare.asMap()));
    }
    if (message.identity().filter(id -> id.origin().equals(sender)).isEmpty()) {
      wrong(Wrong.CHANGED, sender, number, "its identity is " + message.identity());
    }
  }

  private static String difference(Map<String, Object> sent, Map<String, Object> came) {
    Set<String> names = new java.util.TreeSet<>(sent.keySet());
    names.addAll(came.keySet());
    names.removeIf(name -> java.util.Objects.equals(sent.get(name), came.get(name)));
    return "other fields: " + names;
  }

  private void wrong(Wrong wrong, String sender, long number, String detail) {
    violations.add(new Violation(wrong, sender, number, detail));
  }
}
