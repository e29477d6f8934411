// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an XMPP server that comes back by itself.
 *
 * <p>{@link #start} returns at once; from then on the connection logs in, and logs in again
 * whenever it was lost, until {@link #close}. Listeners are told every change of state once, on the
 * connection's own thread, and must not block it.
 */
public final class XmppConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(XmppConnection.class);

  /** Smack logs every lost connection with a stack trace; our states say it in words, once. */
  private static final java.util.logging.Logger SMACK =
      java.util.logging.Logger.getLogger("org.jivesoftware.smack");

  static {
    SMACK.setLevel(java.util.logging.Level.SEVERE);
  }

  /** A login that lasted this long was a good one: the next pause is the first again. */
  private static final Duration GOOD = Duration.ofSeconds(30);

  private final XmppSettings settings;
  private final RandomGenerator random;
  private final List<Consumer<ConnectionState>> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock;
  private final Pending pending;
  private final People people;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wakened = lock.newCondition();
  private volatile ConnectionState state = new ConnectionState.Connecting();
  private volatile Optional<Session> session = Optional.empty();
  private volatile Consumer<Request> handler =
      request -> request.refuse(XmppFailure.Kind.AWAY, "nobody listens");
  private volatile PresenceListener presence = (who, here) -> {};
  private volatile boolean closed;

  /** With the settings and a source of jitter. */
  public XmppConnection(XmppSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    ThreadFactory daemon =
        run -> {
          Thread made = new Thread(run, "xmpp " + settings.account());
          made.setDaemon(true);
          return made;
        };
    byte[] secret = new byte[9];
    new SecureRandom().nextBytes(secret);
    clock = Executors.newSingleThreadScheduledExecutor(daemon);
    String prefix = HexFormat.of().formatHex(secret) + "-";
    pending = new Pending(prefix, clock);
    Texts texts = new Texts(prefix);
    people = new People(new Rooms(clock, random, texts), texts, pending, settings.account());
    thread = daemon.newThread(this::run);
  }

  /** Calls back at every change of state from now on. */
  public void onState(Consumer<ConnectionState> listener) {
    listeners.add(listener);
  }

  /** Takes the requests of others, one after the other; must not block. */
  public void onRequest(Consumer<Request> taker) {
    handler = taker;
  }

  /**
   * Calls back when somebody is here, and when a connection has ended, of those who want us to
   * know; must not block.
   */
  public void onPresence(PresenceListener listener) {
    presence = listener;
  }

  /**
   * Lets somebody know that this connection is here, and when it ends, in whatever way: the servers
   * tell.
   *
   * @param to a full address, of a connection that listens with {@link #onPresence}
   */
  public void watchedBy(Address to) {
    session.filter(s -> state.online()).ifPresent(s -> s.watchedBy(to));
  }

  /** Calls back with what people say from now on; must not block. */
  public void onSaid(Consumer<Said> listener) {
    people.listener(listener);
  }

  /** Calls back when a room was entered or left from now on. */
  public void onRoom(RoomListener listener) {
    people.rooms().listener(listener);
  }

  /**
   * Is to be in this room from the next login on, and comes back when it was left; to be called
   * before {@link #start}.
   *
   * @param nick the name to go by in it; when it is taken, the same with a number
   */
  public void stayIn(Address room, String nick) {
    people.rooms().add(room, nick);
  }

  /** The name this connection goes by in a room; empty while it is not inside. */
  public Optional<String> nick(Address room) {
    return people.rooms().nick(room);
  }

  /** Starts to connect and returns. */
  public void start() {
    thread.start();
  }

  /** What the connection is doing. */
  public ConnectionState state() {
    return state;
  }

  /** The address it logs in as. */
  public Address account() {
    return settings.account();
  }

  /**
   * Sends a request.
   *
   * @param to a full address; requests to an account as a whole are answered by its server
   * @param most how long to wait for the answer
   * @return the answer, or an {@link XmppFailure}; completed on a thread that must not block
   */
  public CompletableFuture<Payload> request(Address to, Payload payload, Duration most) {
    Optional<Session> current = session;
    if (current.isEmpty() || !state.online()) {
      return CompletableFuture.failedFuture(
          new XmppFailure(XmppFailure.Kind.DISCONNECTED, "not connected"));
    }
    return pending.send(current.get().stream(), to, payload, most);
  }

  /**
   * Sends text to a person.
   *
   * @throws XmppFailure of the kind DISCONNECTED when there is no connection
   */
  public void chat(Address to, String text) {
    new Chat(current().stream()).chat(to, text);
  }

  /**
   * Sends text to a room, entering it first when this login has not yet.
   *
   * @param room the room's address
   * @param nick the name to go by in it
   * @throws XmppFailure of the kind DISCONNECTED when there is no connection
   */
  public void room(Address room, String nick, String text) {
    new Chat(current().stream()).room(room, nick, text);
  }

  /**
   * Sends text to a person.
   *
   * @param most how long to wait for the server to have it
   * @return done when the server has it, or an {@link XmppFailure}; completed on a thread that must
   *     not block
   * @throws XmppFailure of the kind DISCONNECTED when there is no connection
   */
  public CompletableFuture<Void> tell(Address to, String text, Duration most) {
    Session login = current();
    if (!(state instanceof ConnectionState.Online online)) {
      throw new XmppFailure(XmppFailure.Kind.DISCONNECTED, "not connected");
    }
    return people.tell(login.stream(), online.address(), to, text, most);
  }

  /**
   * Sends text to a room of {@link #stayIn}.
   *
   * @return done when the room has said it to everybody, or an {@link XmppFailure}, of the kind
   *     BUSY while we are not inside
   * @throws XmppFailure of the kind DISCONNECTED when there is no connection
   */
  public CompletableFuture<Void> tellRoom(Address room, String text, Duration most) {
    return people.tellRoom(current().stream(), room, text, most);
  }

  /**
   * How the connection was made.
   *
   * @throws XmppFailure of the kind DISCONNECTED when there is no connection
   */
  public LoginFacts facts() {
    return current().facts();
  }

  /**
   * Asks the server something that a standard of XMPP defines.
   *
   * @param element of the question, such as {@code time}
   * @param namespace of the element, such as {@code urn:xmpp:time}
   * @return the answer as XML; empty when the server has none
   * @throws XmppFailure of the kind DISCONNECTED when there is no connection
   */
  public Optional<String> inquire(String element, String namespace) throws InterruptedException {
    return current().inquire(element, namespace);
  }

  private Session current() {
    return session
        .filter(s -> state.online())
        .orElseThrow(() -> new XmppFailure(XmppFailure.Kind.DISCONNECTED, "not connected"));
  }

  private void run() {
    XmppSettings.Pauses pauses = settings.pauses();
    Backoff usual = new Backoff(pauses.first(), pauses.longest(), random);
    Backoff refused = new Backoff(pauses.refused(), pauses.longestRefused(), random);
    try {
      while (!closed) {
        long began = System.nanoTime();
        Diagnosis diagnosis = once();
        if (closed) {
          break;
        }
        boolean conflict = diagnosis.trouble() == Trouble.CONFLICT;
        if (System.nanoTime() - began > GOOD.toNanos() && !conflict) {
          usual.reset();
          refused.reset();
        }
        Duration pause = (diagnosis.trouble().refusal() ? refused : usual).next();
        become(new ConnectionState.Waiting(diagnosis.trouble(), diagnosis.reason(), pause));
        pause(pause);
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted", e);
    } finally {
      become(new ConnectionState.Closed());
    }
  }

  /** Connects, logs in, and returns why that ended. */
  private Diagnosis once() throws InterruptedException {
    Session login =
        new Session(
            settings,
            pending,
            this::dispatch,
            (who, here) -> presence.changed(who, here),
            people::receive);
    session = Optional.of(login);
    Diagnosis diagnosis = Diagnosis.closed(settings);
    try {
      become(new ConnectionState.Online(login.open()));
      people.online(login.stream());
      diagnosis = login.await().orElse(diagnosis);
    } catch (IOException | SmackException | XMPPException | RuntimeException e) {
      LOG.debug("no connection", e);
      diagnosis = login.diagnosis(e);
    } finally {
      session = Optional.empty();
      login.close();
      people.offline(diagnosis.reason());
      pending.disconnected(
          diagnosis.trouble() == Trouble.TOO_MUCH
              ? XmppFailure.Kind.TOO_MUCH
              : XmppFailure.Kind.DISCONNECTED,
          diagnosis.reason());
    }
    return diagnosis;
  }

  private void dispatch(Request request) {
    try {
      handler.accept(request);
    } catch (RuntimeException e) {
      LOG.warn("a request of {} failed", request.from(), e);
      request.refuse(XmppFailure.Kind.BUSY, "an error here");
    }
  }

  private void become(ConnectionState next) {
    state = next;
    for (Consumer<ConnectionState> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed", e);
      }
    }
  }

  private void pause(Duration pause) throws InterruptedException {
    long left = pause.toNanos();
    lock.lock();
    try {
      while (left > 0 && !closed) {
        left = wakened.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Logs out and ends the threads; returns within a few seconds. */
  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      wakened.signalAll();
    } finally {
      lock.unlock();
    }
    if (state.online()) {
      session.ifPresent(Session::close);
    }
    thread.interrupt(); // which ends a login that a server leaves without an answer
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clock.shutdownNow();
  }
}
