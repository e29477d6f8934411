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
   * @return one of the messages that came round again, if any did
   */
  Optional<Message> flush() {
    try {
      // Loops first: when the main queue has a later message, these are safe.
      if (!looping.isEmpty()) {
        loops.get().append(List.copyOf(looping));
      }
      if (!arrived.isEmpty()) {
        main.get().append(List.copyOf(arrived));
      }
      if (reached.size() > MAX_LINKS) {
        reached.clear();
      }
      counts.loops.addAndGet(looping.size());
      counts.messages.addAndGet(arrived.size());
      return looping.stream().findFirst().map(Entry::message);
    } catch (RuntimeException e) {
      reached.clear();
      throw e;
    } finally {
      arrived.clear();
      looping.clear();
    }
  }
}
