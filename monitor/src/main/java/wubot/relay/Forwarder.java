// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueView;
import wubot.queue.Queues;
import wubot.xmpp.Address;
import wubot.xmpp.Backoff;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppFailure;

/**
 * Moves one queue to one peer: greets, sends batches within a window, and moves its cursor behind
 * what the peer confirmed.
 *
 * <p>Whatever goes wrong ends in the same way: everything on the way is forgotten, the peer is
 * asked where the link stands, and reading starts again from there. One thread does all of it;
 * answers reach it through a mailbox.
 */
final class Forwarder implements AutoCloseable {

  /** Version of the protocol. */
  static final int VERSION = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  /** The peer has more of the queue than there is. */
  private static final class Ahead extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Ahead(String words) {
      super(words);
    }
  }

  private static final Duration IDLE = Duration.ofMillis(250);
  private static final Duration LONGEST_PROBE = Duration.ofMinutes(1);

  private final Address peer;
  private final RelayConfig config;
  private final Queues queues;
  private final Line line;
  private final String host;
  private final Clock clock;
  private final Reports reports;
  private final Episode away;
  private final Episode reading;
  private final Sending sending;
  private final Window window;
  private final BatchWriter writer = new BatchWriter();
  private final Backoff probes;
  private final BlockingQueue<Sending.Outcome> mailbox = new LinkedBlockingQueue<>();
  private final Thread thread;
  private long run;
  private String peerHost = "";
  private Optional<Instant> lastConfirmed = Optional.empty();
  private long confirmed;
  private volatile boolean waiting;
  private volatile boolean closed;
  private volatile LinkStatus status;

  /**
   * With its collaborators.
   *
   * @param reports told when the peer goes and comes, and when the queue cannot be read
   * @param setAside keeps a message that nobody takes
   */
  Forwarder(
      Address peer,
      RelayConfig config,
      Queues queues,
      Line line,
      String host,
      Clock clock,
      RandomGenerator random,
      Reports reports,
      Sending.SetAside setAside) {
    this.peer = peer;
    this.config = config;
    this.queues = queues;
    this.line = line;
    this.host = host;
    this.clock = clock;
    this.reports = reports;
    this.away = new Episode(reports, config.delay());
    this.reading = new Episode(reports, config.delay());
    this.window = new Window(config.batchSize());
    this.sending = new Sending(config, mailbox, writer, window, setAside);
    this.probes = new Backoff(config.delay(), LONGEST_PROBE, random);
    this.status = new LinkStatus(peer, directory(), "starting", 0, 0, 0, Optional.empty());
    this.thread = new Thread(this::run, "relay to " + peer);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Address peer() {
    return peer;
  }

  /** Something has changed, the connection, or the peer was heard of: no reason to wait longer. */
  void wake() {
    if (waiting) {
      mailbox.add(Sending.Outcome.WAKE);
    }
  }

  /** The peer's connection has ended: no reason to wait for answers. */
  void gone() {
    mailbox.add(Sending.Outcome.GONE);
  }

  LinkStatus status() {
    return status;
  }

  private String directory() {
    return config.directory().map(Object::toString).orElse("");
  }

  private void run() {
    try {
      while (!closed) {
        try {
          QueueView queue = queues.view(config.directory().orElseThrow());
          try (Cursor cursor = queue.cursor(cursorName())) {
            reading.over("the queue for " + peer.bare() + " is read again");
            work(queue, cursor);
          }
        } catch (QueueException e) {
          describe("waits for its queue: " + e.getMessage(), 0);
          reading.trouble(
              "the queue for " + peer.bare() + " cannot be read: " + e.getMessage(),
              "; until then nothing is sent there");
          pause(config.delay());
        } catch (RuntimeException e) {
          if (reading.trouble(
              "sending to " + peer.bare() + " stopped over a fault in wubot and starts again",
              "; nothing is lost; please report this with what the log shows")) {
            reports.error("what stopped sending to " + peer.bare(), e);
          }
          pause(probes.next());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted", e);
    } finally {
      writer.close();
    }
  }

  private String cursorName() {
    return "relay-" + peer.toString().replaceAll("[^A-Za-z0-9@._-]", "-");
  }

  private void work(QueueView queue, Cursor cursor) throws InterruptedException {
    Outbox outbox = new Outbox(cursor, host);
    while (!closed) {
      if (!line.online()) {
        describe("waits for the connection to the server", cursor.depth());
        pause(IDLE);
        continue;
      }
      if (queue.incarnation() == 0) { // the link is named after it
        describe("waits for the queue to be made", 0);
        pause(IDLE);
        continue;
      }
      try {
        long after = greet(queue, cursor);
        outbox.restart(cursor.committed(), peerHost);
        if (stream(queue, cursor, outbox, after) == Sending.End.BUSY) {
          describe("waits: the peer is busy", cursor.depth());
          pause(config.delay());
        }
      } catch (Ahead e) {
        away(
            e.getMessage(),
            "set the key link to a new word, so that its new records count as new",
            cursor);
      } catch (XmppFailure e) {
        unanswered(e, cursor);
      }
    }
  }

  /**
   * Asks where the link stands and moves the cursor there when the peer has more than we know.
   *
   * @return the last sequence that the peer has
   * @throws XmppFailure when there is no answer
   * @throws Ahead when the answer is one that we cannot go on with
   */
  private long greet(QueueView queue, Cursor cursor) throws InterruptedException {
    describe("asks where the link stands", cursor.depth());
    Payload hello =
        new Payload(Map.of("do", "hello", "v", Integer.toString(VERSION), "link", link(queue)), "");
    long mine = ++run;
    post(hello, Optional.empty(), window.timeout(0), mine);
    Payload answer = answer(mine);
    long at = answer.number("at", 0);
    if (at > queue.lastSequence()) {
      throw new Ahead(
          " already has record "
              + at
              + " of the queue "
              + directory()
              + ", which ends at "
              + queue.lastSequence()
              + ": the queue was restored from an older copy");
    }
    if (at > cursor.committed()) {
      cursor.commit(at);
    }
    peerHost = answer.get("host");
    window.atMost(answer.number("most", config.batchSize()));
    away.over(peer.bare() + " is back");
    probes.reset();
    return at;
  }

  private Payload answer(long mine) throws InterruptedException {
    while (!closed) {
      Sending.Outcome outcome = mailbox.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      if (outcome != null && outcome.run() == Sending.Outcome.GONE.run()) {
        throw new XmppFailure(XmppFailure.Kind.AWAY, "its connection has ended");
      }
      if (outcome != null && outcome.run() == mine) {
        if (outcome.failure().isPresent()) {
          throw outcome.failure().get();
        }
        return outcome.answer().orElseThrow();
      }
    }
    throw new XmppFailure(XmppFailure.Kind.DISCONNECTED, "stopping");
  }

  private String link(QueueView queue) {
    String name = Long.toString(queue.incarnation(), 36);
    return config.link().isEmpty() ? name : name + "+" + config.link();
  }

  private Sending.End stream(QueueView queue, Cursor cursor, Outbox outbox, long after)
      throws InterruptedException {
    long mine = ++run;
    Sending.Run sender =
        sending.begin(
            mine,
            link(queue),
            after,
            cursor,
            outbox,
            (payload, flight, most) -> post(payload, flight, most, mine));
    long toldNanos = 0;
    try {
      while (!closed && line.online()) {
        Optional<Sending.End> end = sender.step();
        if (end.isPresent()) {
          return end.get();
        }
        if (System.nanoTime() - toldNanos > 200_000_000L) {
          toldNanos = System.nanoTime();
          describe(sending.inFlight() == 0 ? "up to date" : "sends", cursor.depth());
        }
      }
      return Sending.End.RESYNC;
    } finally {
      sender.finish();
    }
  }

  private void post(Payload payload, Optional<Flights.Flight> flight, Duration most, long mine) {
    CompletableFuture<Payload> unused =
        line.request(peer, payload, most)
            .whenComplete(
                (answer, error) ->
                    mailbox.add(
                        new Sending.Outcome(
                            mine,
                            flight,
                            Optional.ofNullable(answer),
                            Optional.ofNullable(error).map(Forwarder::failure))));
  }

  private static XmppFailure failure(Throwable error) {
    return error instanceof XmppFailure known
        ? known
        : new XmppFailure(XmppFailure.Kind.DISCONNECTED, String.valueOf(error.getMessage()));
  }

  private void unanswered(XmppFailure failure, Cursor cursor) throws InterruptedException {
    if (failure.kind() == XmppFailure.Kind.DISCONNECTED) {
      describe("waits for the connection to the server", cursor.depth());
      pause(IDLE);
      return;
    }
    String words = " (" + failure.getMessage() + ")";
    switch (failure.kind()) {
      case AWAY ->
          away(
              " is not there, or does not allow " + line.account().bare(),
              "start wubot there, or add this account to its allow",
              cursor);
      case TIMEOUT ->
          away(" does not answer", "look at that host and at the servers between", cursor);
      case BUSY ->
          away(
              " cannot take anything now" + words,
              "look at the disk and the log of that host",
              cursor);
      case FORBIDDEN ->
          away(
              " is not to be reached from here" + words,
              "allow " + line.account().bare() + " at its XMPP server",
              cursor);
      case TOO_MUCH ->
          away(
              " or a server on the way turns away even small requests" + words,
              "look at the limits and logs of the servers",
              cursor);
      default ->
          away(
              " does not understand this host" + words,
              "see that the wubots of both hosts are of the same version",
              cursor);
    }
  }

  /** The peer cannot be sent to: says so, once, and waits. */
  private void away(String why, String remedy, Cursor cursor) throws InterruptedException {
    long depth = cursor.depth();
    describe("waits: the peer" + why, depth);
    away.trouble(
        peer.bare() + why,
        "; "
            + remedy
            + "; until then "
            + (depth == 0
                ? "what is to be sent there waits"
                : depth == 1 ? "1 message waits" : depth + " messages wait")
            + " on disk here");
    pause(probes.next());
  }

  private void describe(String what, long depth) {
    if (sending.confirmed() > confirmed) {
      confirmed = sending.confirmed();
      lastConfirmed = Optional.of(clock.instant());
    }
    status =
        new LinkStatus(
            peer, directory(), what, depth, sending.inFlight(), confirmed, lastConfirmed);
  }

  /** Waits, not longer than until somebody has news. */
  private void pause(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    waiting = true;
    for (long left; !closed && (left = end - System.nanoTime()) > 0; ) {
      Sending.Outcome news = mailbox.poll(Math.min(left, IDLE.toNanos()), TimeUnit.NANOSECONDS);
      if (news != null && news.run() == Sending.Outcome.WAKE.run()) {
        break;
      }
    }
    waiting = false;
  }

  /** Stops within a second or so; not by interrupts, which would close the queue's files. */
  @Override
  public void close() {
    closed = true;
    mailbox.add(Sending.Outcome.WAKE);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
