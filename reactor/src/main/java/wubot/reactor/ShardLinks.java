// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import wubot.group.Document;
import wubot.message.FieldValue;
import wubot.queue.LinkStamp;
import wubot.queue.QueueRecord;
import wubot.rule.StateSpace;

/**
 * How far a shard is along each link. A link's sequences are the same in the queue of every member
 * that its sender delivers to, in order and without gaps, so that a member can tell in its own
 * queue what another has done. By one thread.
 */
final class ShardLinks {

  private static final String SEQUENCE = "sequence";

  private final StateSpace space;
  private final Map<String, Long> reached = new HashMap<>();

  /** As the state remembers it. */
  ShardLinks(StateSpace space) {
    this.space = space;
    for (String link : space.keys()) {
      OptionalLong sequence =
          space.get(link).stream()
              .mapToLong(
                  entry -> (long) FieldValue.number(entry.getOrDefault(SEQUENCE, 0L)).orElse(0))
              .findFirst();
      sequence.ifPresent(n -> reached.put(link, n));
    }
  }

  /** Whether the shard is past a record. */
  boolean covers(QueueRecord record) {
    return record.received().filter(stamp -> covers(reached, stamp)).isPresent();
  }

  static boolean covers(Map<String, Long> reached, LinkStamp stamp) {
    return reached.getOrDefault(stamp.link(), 0L) >= stamp.sequence();
  }

  /** The shard is past this record once the state is durable. */
  void reach(QueueRecord record) {
    LinkStamp stamp = record.received().orElseThrow();
    reached.merge(stamp.link(), stamp.sequence(), Math::max);
    space.put(stamp.link(), Map.of(SEQUENCE, stamp.sequence()));
  }

  /** All of it, for the group's store. */
  Document document() {
    return Document.of(reached);
  }

  /** What {@link #document} made. */
  static Map<String, Long> read(Document document) {
    Map<String, Long> reached = new HashMap<>();
    document.values().keySet().forEach(link -> reached.put(link, document.number(link).orElse(0)));
    return reached;
  }
}
