// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Durability;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueAppender;
import wubot.queue.QueueSettings;

/**
 * Appends the same messages of three origins to the queues of all members, as relays do: each
 * origin in its order, but origins and members at a skew that changes.
 */
final class Supply implements AutoCloseable {

  /** What is to become of a message, by its number. */
  static final List<String> POLICIES = List.of("at-least-once", "at-most-once", "fenced");

  private static final int ORIGINS = 3;
  private static final int KEYS = 16;
  private static final long TICK_MILLIS = 50;
  private static final int SKEW_MILLIS = 400;
  private static final int MOST = 500;

  private final List<String> policies;
  private final int commandEvery;
  private final Random random;
  private final ChronicleQueues queues;
  private final List<QueueAppender> appenders = new ArrayList<>();
  private final Map<Integer, long[]> next = new HashMap<>(); // by member: number to come by origin
  private final Thread thread;
  private volatile int rate;
  private volatile boolean closed;
  private long[] fed = new long[1 << 16]; // guarded by this; when each became due, by number
  private int count; // guarded by this

  /**
   * Feeds nothing yet.
   *
   * @param directories of the queues
   * @param policies those that messages get in turn
   * @param commandEvery of so many messages one is for a program
   */
  Supply(Collection<Path> directories, List<String> policies, int commandEvery, Random random) {
    this.policies = policies;
    this.commandEvery = commandEvery;
    this.random = random;
    this.queues =
        new ChronicleQueues(
            "feeder",
            Clock.systemUTC(),
            QueueSettings.DEFAULT.withFloorBytes(0).withDurability(Durability.OS));
    directories.forEach(directory -> appenders.add(queues.appender(directory)));
    for (int member = 0; member < appenders.size(); member++) {
      next.put(member, new long[] {0, 1, 2});
    }
    this.thread = new Thread(this::run, "supply");
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on so many messages a second. */
  void rate(int perSecond) {
    rate = perSecond;
  }

  /** How many there are up to now. */
  synchronized int count() {
    return count;
  }

  /** When the message of this number was made, in milliseconds of the clock. */
  synchronized long fed(int number) {
    return fed[number];
  }

  /** What is to become of the message of this number. */
  String policy(int number) {
    return policies.get(number / ORIGINS % policies.size());
  }

  private void run() {
    long last = System.nanoTime();
    double due = 0;
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS); // until there is something to feed
        long now = System.nanoTime();
        due = Math.min(MOST, due + rate * (now - last) / 1e9);
        last = now;
        make((int) due);
        due -= (int) due;
        for (int member = 0; member < appenders.size(); member++) {
          deliver(member, rate == 0);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void make(int more) {
    long now = System.currentTimeMillis();
    for (int i = 0; i < more; i++) {
      if (count == fed.length) {
        fed = java.util.Arrays.copyOf(fed, 2 * count);
      }
      fed[count++] = now;
    }
  }

  private void deliver(int member, boolean all) {
    List<Entry> entries = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int origin = 0; origin < ORIGINS; origin++) {
      int lag = all ? 0 : random.nextInt(SKEW_MILLIS);
      long[] to = next.get(member);
      while (to[origin] < count() && fed((int) to[origin]) <= now - lag) {
        entries.add(entry((int) to[origin]));
        to[origin] += ORIGINS;
      }
    }
    if (!entries.isEmpty()) {
      appenders.get(member).append(entries);
    }
  }

  /** The number of the message with this sequence at this origin. */
  static int number(int origin, long sequence) {
    return (int) (sequence - 1) * ORIGINS + origin;
  }

  /** Messages of one row have one origin and one key, and go the same way through the rules. */
  static String row(int number) {
    return "origin " + number % ORIGINS + " key " + number % KEYS + " ";
  }

  private Entry entry(int number) {
    int origin = number % ORIGINS;
    long sequence = number / ORIGINS + 1L;
    Message message =
        Message.of("key", "Chaos-" + number % KEYS)
            .with("n", number)
            .with("policy", policy(number))
            .with("by", number % commandEvery == 0 ? "command" : "plugin")
            .with("lastupdate", fed(number) / 1000)
            .withIdentity(new Identity("origin" + origin, 7, sequence));
    return Entry.received(message, new LinkStamp("origin" + origin + "#7", sequence));
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw Shell.interrupted();
    }
    queues.close();
  }
}
