// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.Version;
import wubot.message.Message;
import wubot.queue.QueueException;
import wubot.xmpp.Address;
import wubot.xmpp.AllowList;
import wubot.xmpp.Payload;
import wubot.xmpp.Request;
import wubot.xmpp.XmppFailure;

/**
 * Answers peers: where their link stands, and that their batches are durable.
 *
 * <p>Requests are taken by the connection's thread and worked on by one of our own, as many at once
 * as have arrived, so that one append makes many batches durable.
 */
final class Receiver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  private static final int INBOX = 1024;

  /**
   * What waits here in all; the monitor's whole heap has 64 MiB, and a batch is unpacked beside it.
   */
  private static final long INBOX_CHARACTERS = 12L << 20;

  private static final int GROUP = 64;

  /** Told of allowed peers. */
  interface Visitors {

    /** It asks for something; on the connection's thread. */
    void seen(Address peer);

    /** It begins to send; on the receiver's thread. */
    default void greeted(Address peer) {}
  }

  private record Answer(Request request, boolean gap, long at) {}

  private final AllowList allow;
  private final Intake intake;
  private final ReceiverCounts counts;
  private final String host;
  private final Episode storage;
  private final Reports reports;
  private final Visitors visitors;
  private final BatchReader.Bounds bounds;
  private final BatchReader reader;

  /** What waits; an empty one only wakes the thread. */
  private final BlockingQueue<Optional<Request>> inbox = new ArrayBlockingQueue<>(INBOX);

  private final AtomicLong inboxCharacters = new AtomicLong();
  private final Thread thread;
  private long loopsTold;
  private volatile boolean closed;

  /**
   * With its collaborators.
   *
   * @param storage told when the queue cannot be appended to
   * @param reports told when messages come round again, and of requests that are turned away
   * @param visitors told who asks for something
   */
  Receiver(
      AllowList allow,
      Intake intake,
      ReceiverCounts counts,
      String host,
      BatchReader.Bounds bounds,
      Episode storage,
      Reports reports,
      Visitors visitors) {
    this.allow = allow;
    this.intake = intake;
    this.counts = counts;
    this.host = host;
    this.bounds = bounds;
    this.reader = new BatchReader(bounds);
    this.storage = storage;
    this.reports = reports;
    this.visitors = visitors;
    this.thread = new Thread(this::run, "relay receiver");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes a request, or turns it away; never blocks. */
  void receive(Request request) {
    if (!allow.allows(request.from())) {
      stranger(request);
      return;
    }
    visitors.seen(request.from());
    int size = request.payload().text().length();
    if (size > bounds.text()) {
      counts.malformed.incrementAndGet();
      request.refuse(
          XmppFailure.Kind.TOO_MUCH, "a batch may have " + bounds.text() + " characters");
    } else if (inboxCharacters.addAndGet(size) > INBOX_CHARACTERS
        || !inbox.offer(Optional.of(request))) {
      inboxCharacters.addAndGet(-size);
      request.refuse(XmppFailure.Kind.BUSY, "too many batches wait here");
    }
  }

  /** Strangers get the answer that nobody being here would give. */
  private void stranger(Request request) {
    long number = counts.strangers.incrementAndGet();
    if (Long.bitCount(number) == 1) {
      reports.warn(
          "a request of "
              + request.from()
              + " was dropped, "
              + number
              + " so far: only accounts in user and allow are read; if it is one of your hosts, add"
              + " it to allow");
    }
    request.refuse(XmppFailure.Kind.AWAY, "");
  }

  private void run() {
    List<Optional<Request>> taken = new ArrayList<>();
    try {
      while (!closed) {
        taken.clear();
        taken.add(inbox.take());
        inbox.drainTo(taken, GROUP - 1);
        List<Request> group = taken.stream().flatMap(Optional::stream).toList();
        group.forEach(r -> inboxCharacters.addAndGet(-r.payload().text().length()));
        if (!group.isEmpty()) {
          work(group);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted", e);
    } finally {
      reader.close();
    }
  }

  private void work(List<Request> group) {
    List<Answer> answers = new ArrayList<>();
    List<Request> unanswered = new ArrayList<>(group);
    try {
      for (Request request : group) {
        try {
          answers.add(take(request));
        } catch (MalformedBatchException | IllegalArgumentException e) {
          malformed(request, e.getMessage());
          unanswered.remove(request);
        }
      }
      Optional<Message> loop = intake.flush();
      answers.forEach(this::send);
      storage.over("what arrives is stored again");
      loop.ifPresent(this::tellLoop);
    } catch (QueueException e) {
      storage.trouble(
          "what arrives cannot be stored: " + e.getMessage(),
          "; the senders keep it and try again");
      unanswered.forEach(r -> r.refuse(XmppFailure.Kind.BUSY, "cannot store now"));
    } catch (RuntimeException e) {
      if (storage.trouble(
          "what arrives cannot be stored because of a fault in wubot",
          "; the senders keep it and try again; please report this with what the log shows")) {
        reports.error("a group of " + group.size() + " requests failed", e);
      }
      unanswered.forEach(r -> r.refuse(XmppFailure.Kind.BUSY, "an error here"));
    }
  }

  private Answer take(Request request) {
    Payload payload = request.payload();
    String link = link(request.from(), payload.get("link"));
    return switch (payload.get("do")) {
      case "hello" -> {
        visitors.greeted(request.from());
        yield new Answer(request, false, intake.reached(link));
      }
      case "batch" -> {
        boolean connects = intake.take(link, payload.number("after"), reader.read(payload));
        yield new Answer(request, !connects, intake.reached(link));
      }
      default -> throw new MalformedBatchException("nothing to do");
    };
  }

  private void malformed(Request request, String why) {
    long number = counts.malformed.incrementAndGet();
    if (Long.bitCount(number) == 1) {
      reports.warn(
          "a batch of "
              + request.from()
              + " was refused, "
              + number
              + " so far: "
              + why
              + "; its sender keeps the messages; see that the wubot there is of the same version");
    }
    request.refuse(XmppFailure.Kind.MALFORMED, why);
  }

  /** A link is a queue of an account; one peer cannot speak for another's. */
  private static String link(Address from, String name) {
    if (!name.matches("[a-z0-9+-]{1,80}")) {
      throw new MalformedBatchException("a link without a proper name");
    }
    return from.bare() + "#" + name;
  }

  private void send(Answer answer) {
    answer
        .request()
        .answer(
            new Payload(
                answer.gap()
                    ? Map.of("at", Long.toString(answer.at()), "gap", "1")
                    : Map.of(
                        "at",
                        Long.toString(answer.at()),
                        "v",
                        Integer.toString(Forwarder.VERSION),
                        "host",
                        host,
                        "wubot",
                        Version.CURRENT,
                        "most",
                        Integer.toString(bounds.text())),
                ""));
  }

  /** Says so the first time and whenever there are twice as many. */
  private void tellLoop(Message message) {
    long number = counts.loops.get();
    if (number < 2 * loopsTold) {
      return;
    }
    loopsTold = number;
    reports.event(
        "messages come round again, "
            + number
            + " so far: "
            + message.identity().map(Object::toString).orElse("one without id")
            + " came by "
            + String.join(", ", message.hops())
            + " and was at "
            + host
            + " before; they are set aside in queue/loops; check the rules that forward, or whether"
            + " two hosts are called "
            + host);
  }

  /** Ends the thread; not by an interrupt, which would close the queue's files under an append. */
  @Override
  public void close() {
    closed = true;
    // With a full inbox there is nothing to wake.
    boolean unused = inbox.offer(Optional.empty());
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
