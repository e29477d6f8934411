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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;
import wubot.queue.QueueException;
import wubot.xmpp.Address;
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
  private static final long INBOX_CHARACTERS = 64L << 20;
  private static final int GROUP = 64;

  private record Answer(Request request, boolean gap, long at) {}

  private final AllowList allow;
  private final Intake intake;
  private final ReceiverCounts counts;
  private final String host;
  private final Episode storage;
  private final Episode loops;
  private final Consumer<Address> seen;
  private final BatchReader.Bounds bounds;
  private final BatchReader reader;
  private final BlockingQueue<Request> inbox = new ArrayBlockingQueue<>(INBOX);
  private final AtomicLong inboxCharacters = new AtomicLong();
  private final Thread thread;
  private boolean toldLoop;
  private volatile boolean closed;

  /**
   * With its collaborators.
   *
   * @param storage told when the queue cannot be appended to
   * @param loops told when messages come round again
   * @param seen called with every allowed peer that asks for something
   */
  Receiver(
      AllowList allow,
      Intake intake,
      ReceiverCounts counts,
      String host,
      BatchReader.Bounds bounds,
      Episode storage,
      Episode loops,
      Consumer<Address> seen) {
    this.allow = allow;
    this.intake = intake;
    this.counts = counts;
    this.host = host;
    this.bounds = bounds;
    this.reader = new BatchReader(bounds);
    this.storage = storage;
    this.loops = loops;
    this.seen = seen;
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
    seen.accept(request.from());
    int size = request.payload().text().length();
    if (size > bounds.text()) {
      counts.malformed.incrementAndGet();
      request.refuse(
          XmppFailure.Kind.TOO_MUCH, "a batch may have " + bounds.text() + " characters");
    } else if (inboxCharacters.addAndGet(size) > INBOX_CHARACTERS || !inbox.offer(request)) {
      inboxCharacters.addAndGet(-size);
      request.refuse(XmppFailure.Kind.BUSY, "too many batches wait here");
    }
  }

  /** Strangers get the answer that nobody being here would give. */
  private void stranger(Request request) {
    long number = counts.strangers.incrementAndGet();
    if (Long.bitCount(number) == 1) {
      LOG.warn(
          "dropped a request of {}, who is not on the allow list ({} dropped so far)",
          request.from(),
          number);
    }
    request.refuse(XmppFailure.Kind.AWAY, "");
  }

  private void run() {
    List<Request> group = new ArrayList<>();
    try {
      while (!closed) {
        group.clear();
        // Not interrupted at the end: that would close the queue's files under an append.
        Request first = inbox.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          inbox.drainTo(group, GROUP - 1);
          group.forEach(r -> inboxCharacters.addAndGet(-r.payload().text().length()));
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
      storage.trouble(e.getMessage());
      unanswered.forEach(r -> r.refuse(XmppFailure.Kind.BUSY, "cannot store now"));
    } catch (RuntimeException e) {
      LOG.error("a group of {} requests failed", group.size(), e);
      unanswered.forEach(r -> r.refuse(XmppFailure.Kind.BUSY, "an error here"));
    }
  }

  private Answer take(Request request) {
    Payload payload = request.payload();
    String link = link(request.from(), payload.get("link"));
    return switch (payload.get("do")) {
      case "hello" -> new Answer(request, false, intake.reached(link));
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
      LOG.warn("a batch of {} was refused: {} ({} so far)", request.from(), why, number);
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
                        "most",
                        Integer.toString(bounds.text())),
                ""));
  }

  private void tellLoop(Message message) {
    if (toldLoop) {
      return;
    }
    toldLoop = true;
    loops.refusal(
        "messages come round again: "
            + message.identity().map(Object::toString).orElse("one without id")
            + " came by "
            + String.join(", ", message.hops())
            + " and was here before; they are set aside in queue/loops; check the forward rules, or"
            + " whether two hosts are called "
            + host);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
