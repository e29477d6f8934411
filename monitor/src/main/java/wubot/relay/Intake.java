// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import wubot.message.Message;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueAppender;

/**
 * Appends what arrives to the main queue: each message of a link once, in order.
 *
 * <p>How far a link has come stands in the records themselves, as their stamps; the numbers kept
 * here only save asking and count in messages that were set aside. To be used by one thread.
 */
final class Intake {

  /** Links are as many as peers have queues; beyond this somebody makes them up. */
  private static final int MAX_LINKS = 10_000;

  private final Supplier<QueueAppender> main;
  private final Supplier<QueueAppender> loops;
  private final String host;
  private final ReceiverCounts counts;
  private final Map<String, Long> reached = new HashMap<>();
  private final List<Entry> arrived = new ArrayList<>();
  private final List<Entry> looping = new ArrayList<>();

  /**
   * With the main queue, the one for messages that come round again, this host's name, and where to
   * count.
   */
  Intake(
      Supplier<QueueAppender> main,
      Supplier<QueueAppender> loops,
      String host,
      ReceiverCounts counts) {
    this.main = main;
    this.loops = loops;
    this.host = host;
    this.counts = counts;
  }

  /** How far the link has come, 0 when nothing came yet. */
  long reached(String link) {
    return reached.computeIfAbsent(link, name -> main.get().watermark(name).orElse(0));
  }

  /**
   * Takes a batch to be appended by the next {@link #flush}.
   *
   * @param after what must have come before
   * @return whether it connects with what came before; if not it was passed over
   */
  boolean take(String link, long after, List<Numbered> messages) {
    long at = reached(link);
    if (after > at) {
      return false;
    }
    for (Numbered numbered : messages) {
      if (numbered.sequence() <= at) {
        counts.repeats.incrementAndGet();
        continue;
      }
      at = numbered.sequence();
      Message message = numbered.message();
      message.put("noforward", true);
      (message.hops().contains(host) ? looping : arrived)
          .add(Entry.received(message, new LinkStamp(link, at)));
    }
    reached.put(link, at);
    return true;
  }

  /**
   * Makes everything taken durable. After an exception nothing was taken: the links stand where the
   * queue says.
   *
   * @return one of the messages that came round again and were not set aside before, if any did
   */
  Optional<Message> flush() {
    try {
      // Loops first: when the main queue has a later message, these are safe.
      List<Message> set = append(loops, looping);
      counts.loops.addAndGet(set.size());
      counts.messages.addAndGet(append(main, arrived).size());
      if (reached.size() > MAX_LINKS) {
        reached.clear();
      }
      return set.stream().findFirst();
    } catch (RuntimeException e) {
      reached.clear();
      throw e;
    } finally {
      arrived.clear();
      looping.clear();
    }
  }

  /**
   * Appends and tells what was new. The watermarks come from the main queue, so after a restart a
   * sender may repeat what was set aside before; the queue passes over it, and nobody is to count
   * it again.
   */
  private List<Message> append(Supplier<QueueAppender> queue, List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    List<Long> sequences = queue.get().append(List.copyOf(entries));
    List<Message> fresh = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (sequences.get(i) == 0) {
        counts.repeats.incrementAndGet();
      } else {
        fresh.add(entries.get(i).message());
      }
    }
    return fresh;
  }
}
