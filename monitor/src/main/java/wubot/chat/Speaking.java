// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.QueueView;
import wubot.queue.Queues;
import wubot.relay.Episode;
import wubot.xmpp.Address;
import wubot.xmpp.XmppFailure;

/**
 * Says what lies on the queue, one text after the other. The cursor moves when a text has arrived,
 * so that a crash right then says it twice. While the server is away everything waits; a text that
 * nobody takes although the server is there is set aside after a while, so that the others get
 * their turn.
 */
final class Speaking implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Speaking.class);
  private static final int BATCH = 50;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(20);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** The way to the people. */
  interface Voice {

    boolean online();

    CompletableFuture<Void> tell(Address person, String text, Duration most);

    CompletableFuture<Void> tellRoom(Address room, String text, Duration most);
  }

  private final String key;
  private final ChatConfig config;
  private final Queues queues;
  private final Voice voice;
  private final Duration patience;
  private final Episode reading;
  private final BiConsumer<Message, String> unsaid;
  private final AtomicLong number = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean closed; // guarded by lock
  private boolean news; // guarded by lock

  /**
   * With its collaborators.
   *
   * @param key of the instance; texts for another one are passed over
   * @param patience how long a text may fail while the server is there
   * @param reading told when the queue cannot be read
   * @param unsaid keeps a text that nobody takes, and why
   */
  Speaking(
      String key,
      ChatConfig config,
      Queues queues,
      Voice voice,
      Duration patience,
      Episode reading,
      BiConsumer<Message, String> unsaid) {
    this.key = key;
    this.config = config;
    this.queues = queues;
    this.voice = voice;
    this.patience = patience;
    this.reading = reading;
    this.unsaid = unsaid;
    this.thread = new Thread(this::run, "chat " + key);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** How many texts have been said. */
  long number() {
    return number.get();
  }

  /** The connection or a room has changed: no reason to wait longer. */
  void wake() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!isClosed()) {
        try {
          QueueView view = queues.view(config.directory());
          if (view.incarnation() == 0) {
            pause(LOOK); // the reactor makes the queue with the first reply
          } else {
            say(view);
          }
        } catch (QueueException e) {
          reading.trouble("the replies cannot be read: " + e.getMessage());
          pause(LONGEST_PAUSE);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("stopped while a text was on its way; it is said again at the next start", e);
    }
  }

  private void say(QueueView view) throws InterruptedException {
    try (Cursor cursor = view.cursor(key.replaceAll("[^A-Za-z0-9_.@-]", "_"))) {
      while (!isClosed()) {
        for (QueueRecord record : cursor.read(BATCH, LOOK)) {
          reading.over("the replies can be read again");
          if (!said(record.message())) {
            return;
          }
          cursor.commit(record.sequence());
        }
      }
    }
  }

  /** Whether it is off our hands; not when the thread is to end. */
  private boolean said(Message reply) throws InterruptedException {
    String via = reply.text("via");
    String text = cut(reply.text("text").strip());
    boolean othersSay = !via.isEmpty() && !via.equals(key);
    if (othersSay || text.isEmpty()) {
      return true;
    }
    Optional<Address> room;
    Address to;
    try {
      room = Optional.of(reply.text("room")).filter(r -> !r.isBlank()).map(Address::parse);
      to = room.isPresent() ? room.get().bare() : Address.parse(reply.text("to"));
    } catch (IllegalArgumentException e) {
      unsaid.accept(reply, e.getMessage());
      return true;
    }
    if (room.isPresent() && !config.rooms().contains(to)) {
      if (!via.isEmpty()) {
        unsaid.accept(reply, to + " is not among the rooms of " + key);
      }
      return true; // without a name, another instance may be in it
    }
    return said(reply, to, room.isPresent(), text);
  }

  private boolean said(Message reply, Address to, boolean inRoom, String text)
      throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    long failing = 0; // nanoseconds, of those when the server was there
    while (!isClosed()) {
      if (!voice.online()) {
        pause(LONGEST_PAUSE);
        continue;
      }
      long began = System.nanoTime();
      Optional<XmppFailure> failure = attempt(to, inRoom, text);
      if (failure.isEmpty()) {
        number.incrementAndGet();
        return true;
      }
      XmppFailure.Kind kind = failure.get().kind();
      boolean lasting =
          kind == XmppFailure.Kind.AWAY
              || kind == XmppFailure.Kind.FORBIDDEN
              || kind == XmppFailure.Kind.TOO_MUCH
              || kind == XmppFailure.Kind.MALFORMED;
      if (lasting || failing > patience.toNanos()) {
        unsaid.accept(reply, to + ": " + failure.get().getMessage());
        return true;
      }
      if (kind != XmppFailure.Kind.DISCONNECTED) {
        pause(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
        failing += System.nanoTime() - began;
      }
    }
    return false;
  }

  private Optional<XmppFailure> attempt(Address to, boolean inRoom, String text)
      throws InterruptedException {
    try {
      CompletableFuture<Void> done =
          inRoom
              ? voice.tellRoom(to, text, CONFIRMED_WITHIN)
              : voice.tell(to, text, CONFIRMED_WITHIN);
      done.get();
      return Optional.empty();
    } catch (XmppFailure e) {
      return Optional.of(e);
    } catch (ExecutionException e) {
      return Optional.of(
          e.getCause() instanceof XmppFailure failure
              ? failure
              : new XmppFailure(XmppFailure.Kind.BUSY, String.valueOf(e.getCause())));
    }
  }

  /** Servers and people take so much; the rest is said to be missing. */
  private String cut(String text) {
    if (text.length() <= config.longest()) {
      return text;
    }
    int end = config.longest() - 40;
    end -= Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
    return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (left > 0 && !closed && !news) {
        left = changed.awaitNanos(left);
      }
      news = false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
