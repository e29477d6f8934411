// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import wubot.queue.Cursor;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppFailure;

/**
 * Sends the queue from a place that the peer has confirmed, until something goes wrong.
 *
 * <p>Batches follow each other within the window; the cursor moves behind what the peer confirmed.
 * When a batch was refused, the next tries are careful: one batch at a time, of half as many
 * messages, until the one message that nobody takes stands alone and is set aside.
 */
final class Sending {

  /** What came back for a batch: an answer or a failure, of one run of sending. */
  record Outcome(
      long run,
      Optional<Flights.Flight> flight,
      Optional<Payload> answer,
      Optional<XmppFailure> failure) {

    /** Nothing came back, but it is worth looking around. */
    static final Outcome WAKE =
        new Outcome(-1, Optional.empty(), Optional.empty(), Optional.empty());

    /** The peer's connection has ended: what is on the way there is lost. */
    static final Outcome GONE =
        new Outcome(-2, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Puts a request on its way; the outcome comes to the mailbox. */
  interface Post {
    void send(Payload payload, Optional<Flights.Flight> flight, Duration most);
  }

  /** Keeps a message that nobody takes. */
  interface SetAside {
    void keep(BatchWriter.Coded message, String why);
  }

  /** How a run of sending ended. */
  enum End {
    /** The peer has to be asked where the link stands. */
    RESYNC,
    /** The peer cannot take more at the moment. */
    BUSY
  }

  private static final Duration IDLE = Duration.ofMillis(250);
  private static final Duration BETWEEN = Duration.ofMillis(5);
  private static final long COMMIT_NANOS = Duration.ofMillis(100).toNanos();
  private static final int FRUITLESS = 3;
  private static final int ANY = Integer.MAX_VALUE;

  /** Every XMPP server must take stanzas of 10,000 bytes (RFC 6120, 13.12). */
  private static final int ALWAYS_FITS = 8_000;

  private final RelayConfig config;
  private final BlockingQueue<Outcome> mailbox;
  private final BatchWriter writer;
  private final Window window;
  private final SetAside setAside;
  private final Flights flights = new Flights();
  private double ratio = 4;
  private int mostMessages = ANY;
  private int fruitless;
  private long confirmed;

  Sending(
      RelayConfig config,
      BlockingQueue<Outcome> mailbox,
      BatchWriter writer,
      Window window,
      SetAside setAside) {
    this.config = config;
    this.mailbox = mailbox;
    this.writer = writer;
    this.window = window;
    this.setAside = setAside;
  }

  /** Messages confirmed since the start. */
  long confirmed() {
    return confirmed;
  }

  /** Messages on the way. */
  long inFlight() {
    return flights.messages();
  }

  /**
   * Begins a run.
   *
   * @param number of the run; outcomes of others are passed over
   * @param link the name of the link
   * @param after what the peer has of it
   */
  Run begin(long number, String link, long after, Cursor cursor, Outbox outbox, Post post) {
    return new Run(number, link, after, cursor, outbox, post);
  }

  /** One run: its number, its link and where things are. */
  final class Run {

    private final long number;
    private final String link;
    private final Cursor cursor;
    private final Outbox outbox;
    private final Post post;
    private long after;
    private long landed;
    private long committedNanos = System.nanoTime();
    private boolean hold;

    private Run(long number, String link, long after, Cursor cursor, Outbox outbox, Post post) {
      this.number = number;
      this.link = link;
      this.after = after;
      this.cursor = cursor;
      this.outbox = outbox;
      this.post = post;
    }

    /** Takes what came back and sends what fits; empty while all is well. */
    Optional<End> step() throws InterruptedException {
      boolean room = open();
      Optional<End> end = takeAnswers(room ? Duration.ZERO : IDLE);
      if (end.isEmpty() && open()) {
        Duration wait = flights.isEmpty() ? IDLE : BETWEEN;
        Optional<Outbox.Cut> cut =
            outbox.next((long) (window.batch() * 0.75 * ratio), mostMessages, wait);
        if (cut.isPresent()) {
          send(cut.get());
        }
      }
      if (flights.isEmpty() || System.nanoTime() - committedNanos > COMMIT_NANOS) {
        commit();
      }
      return end;
    }

    private boolean open() {
      if (flights.isEmpty()) {
        hold = false;
      }
      boolean careful = mostMessages != ANY || hold;
      return careful ? flights.isEmpty() : window.open();
    }

    /** Moves the cursor behind what has landed and forgets what is on the way. */
    void finish() {
      commit();
      flights.clear();
      window.reset();
    }

    private void commit() {
      committedNanos = System.nanoTime();
      if (landed > cursor.committed()) {
        cursor.commit(landed);
      }
    }

    private Optional<End> takeAnswers(Duration wait) throws InterruptedException {
      Outcome outcome = mailbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      while (outcome != null) {
        if (outcome.run() == Outcome.GONE.run() && !flights.isEmpty()) {
          return Optional.of(End.RESYNC);
        }
        if (outcome.run() == number && outcome.flight().isPresent()) {
          Optional<End> end =
              outcome.failure().isPresent()
                  ? Optional.of(failed(outcome.flight().get(), outcome.failure().get()))
                  : answered(outcome.flight().get(), outcome.answer().orElseThrow());
          if (end.isPresent()) {
            return end;
          }
        }
        outcome = mailbox.poll();
      }
      return Optional.empty();
    }

    private Optional<End> answered(Flights.Flight flight, Payload answer) {
      if (!answer.get("gap").isEmpty()) {
        return Optional.of(End.RESYNC);
      }
      landed = Math.max(landed, flights.landed(answer.number("at", 0)));
      window.answered(flight.bytes(), flight.sentNanos(), System.nanoTime());
      confirmed += flight.count();
      fruitless = 0;
      if (mostMessages != ANY) {
        mostMessages = mostMessages >= 64 ? ANY : mostMessages * 2;
      }
      return Optional.empty();
    }

    private End failed(Flights.Flight flight, XmppFailure failure) {
      switch (failure.kind()) {
        case BUSY -> {
          return End.BUSY;
        }
        case MALFORMED -> refused(flight, failure.getMessage(), true);
        case TOO_MUCH -> tooMuch(flight, failure);
        case TIMEOUT -> {
          if (++fruitless >= FRUITLESS) {
            tooMuch(flight, failure);
          }
        }
        case AWAY, FORBIDDEN, DISCONNECTED -> {}
      }
      return End.RESYNC;
    }

    private void tooMuch(Flights.Flight flight, XmppFailure failure) {
      Flights.Flight largest = flights.largest().orElse(flight);
      if (largest.bytes() > ALWAYS_FITS) {
        window.shrink(largest.bytes());
        refused(largest, failure.getMessage(), true);
      }
    }

    /** The next tries are smaller; a message that stood alone at the front is set aside. */
    private void refused(Flights.Flight flight, String why, boolean forGood) {
      boolean alone = flight.count() == 1 && flights.onlyOne();
      mostMessages = Math.max(1, flight.count() / 2);
      if (alone && forGood) {
        setAside.keep(flight.head(), why);
        landed = Math.max(landed, flight.upTo());
        mostMessages = 1;
      }
    }

    private void send(Outbox.Cut whole) {
      Outbox.Cut cut = whole;
      if (cut.messages().isEmpty()) {
        skip(cut.upTo());
        return;
      }
      Payload body = writer.write(after, cut.messages(), window.scarce());
      while (cut.messages().size() > 1 && body.text().length() > window.mostBatch()) {
        cut = outbox.shorten(cut, cut.messages().size() / 2);
        body = writer.write(after, cut.messages(), window.scarce());
      }
      int bytes = body.text().length();
      if (bytes > Math.max(config.messageLimit(), window.mostBatch())) {
        tooLarge(cut, bytes);
        return;
      }
      long raw = cut.messages().stream().mapToLong(BatchWriter.Coded::size).sum();
      ratio = 0.7 * ratio + 0.3 * (raw / (bytes * 0.75));
      Map<String, String> attributes = new HashMap<>(body.attributes());
      attributes.put("do", "batch");
      attributes.put("link", link);
      Flights.Flight flight =
          new Flights.Flight(
              cut.last(),
              cut.upTo(),
              cut.messages().size(),
              cut.messages().get(0),
              bytes,
              System.nanoTime());
      Duration most = window.timeout(bytes);
      flights.add(flight);
      window.sent(bytes);
      after = cut.last();
      post.send(new Payload(attributes, body.text()), Optional.of(flight), most);
    }

    /** Passes over records that are the peer's own. */
    private void skip(long upTo) {
      if (flights.isEmpty()) {
        landed = upTo;
      } else {
        flights.skipTo(upTo);
      }
    }

    /** A single message that no stanza can hold: set aside once all before it has landed. */
    private void tooLarge(Outbox.Cut cut, int bytes) {
      if (flights.isEmpty()) {
        setAside.keep(
            cut.messages().get(0),
            bytes + " bytes when packed, more than message_limit " + config.messageLimit());
        landed = cut.upTo();
      } else {
        outbox.giveBack(cut);
        hold = true;
      }
    }
  }
}
