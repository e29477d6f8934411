// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.message.Message;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.Queues;
import wubot.rule.Outlet;
import wubot.rule.Timeline;

/**
 * What one batch puts on other queues, appended together when the batch has been walked.
 *
 * <p>Each copy is stamped with the place of the message it was made from, and with which copy of it
 * this is in its queue: when a crash repeats the message, the queue passes over what it has. To be
 * used by one thread, but for {@link #atOnce}.
 */
final class Effects {

  private final Queues queues;
  private final String link;
  private final Map<Path, List<Entry>> pending = new LinkedHashMap<>();
  private final Map<Path, Integer> copies = new HashMap<>();
  private final Diary diary;
  private long sequence;
  private String way = "";
  private String lane = "";
  private final ThreadLocal<Boolean> delivering = ThreadLocal.withInitial(() -> Boolean.FALSE);

  /**
   * Nothing yet.
   *
   * @param link a name for the queue that is walked, another one when that queue was made anew
   * @param diary told of each message, and to be written together with the effects
   */
  Effects(Queues queues, String link, Diary diary) {
    this.diary = diary;
    this.queues = queues;
    this.link = link;
  }

  /** What follows comes from the record at this place; 0 for a message that is in no queue. */
  void begin(long recordSequence) {
    sequence = recordSequence;
    diary.begin(recordSequence);
    way = "";
    copies.clear();
  }

  /** What follows comes from the message of this number that a reaction made. */
  void begin(Timeline.Made made) {
    sequence = made.number();
    way = "#made" + made.series();
    diary.begin(0);
    copies.clear();
  }

  /** A queue to put copies on, seen from a reaction. */
  Outlet outlet(Path queue) {
    Path directory = queue.toAbsolutePath().normalize();
    return message -> put(directory, message);
  }

  /** The lane that these are of, for names of what it makes itself; empty for the usual one. */
  void named(String course) {
    lane = course;
  }

  /** What all members of a group call the event that is walked now. */
  String eventName(Message message) {
    if (lane.isEmpty() || (way.isEmpty() && sequence > 0)) {
      return EventName.of(message);
    }
    return sequence == 0 ? EventName.MINE : EventName.named(lane + way + "/" + sequence);
  }

  /** What a courier does. */
  interface Work<T> {

    /** Does it. */
    T run() throws InterruptedException;
  }

  /**
   * Runs the work of a courier: what it puts on queues is appended at once, without a stamp, for
   * which member of a group does it, and in which order, is different each time. Called by the
   * threads of couriers.
   */
  <T> T atOnce(Work<T> work) throws InterruptedException {
    delivering.set(Boolean.TRUE);
    try {
      return work.run();
    } finally {
      delivering.remove();
    }
  }

  private void put(Path queue, Message message) {
    Message copy = message.copy();
    Fitting.check(copy); // afterwards it would hold up all that come behind it
    if (delivering.get()) {
      queues.appender(queue).append(List.of(Entry.of(copy)));
      return;
    }
    Entry entry =
        sequence == 0
            ? Entry.of(copy)
            : Entry.received(
                copy,
                new LinkStamp(link + way + "#" + copies.merge(queue, 1, Integer::sum), sequence));
    pending.computeIfAbsent(queue, q -> new ArrayList<>()).add(entry);
  }

  /**
   * Appends everything; durable when it returns. After an exception the rest is still pending, and
   * calling again goes on.
   *
   * @throws wubot.queue.QueueException when a queue could not take it
   */
  void flush() {
    diary.flush();
    while (!pending.isEmpty()) {
      Path queue = pending.keySet().iterator().next();
      queues.appender(queue).append(pending.get(queue));
      pending.remove(queue);
    }
  }
}
