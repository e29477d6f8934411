// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StanzaError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms that a connection is to be in. They are entered after each login, and again after a
 * pause whenever a room was left or did not let us in; now and then each is asked whether we still
 * are inside, because a room whose server was restarted says nothing.
 */
final class Rooms {

  private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMinutes(2);

  private final Map<Address, Room> rooms = new LinkedHashMap<>(); // guarded by this
  private final ScheduledExecutorService clock;
  private final RandomGenerator random;
  private final Texts texts;
  private Optional<XMPPConnection> stream = Optional.empty(); // guarded by this
  private volatile RoomListener listener = RoomListener.NONE;

  Rooms(ScheduledExecutorService clock, RandomGenerator random, Texts texts) {
    this.clock = clock;
    this.random = random;
    this.texts = texts;
  }

  void listener(RoomListener other) {
    listener = other;
  }

  /** From the next login on we are to be in this room. */
  synchronized void add(Address room, String nick) {
    rooms.put(room.bare(), new Room(room, nick, new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random)));
  }

  /** Logged in. */
  void online(XMPPConnection login) {
    List<Room> all;
    synchronized (this) {
      if (rooms.isEmpty()) {
        return;
      }
      stream = Optional.of(login);
      all = new ArrayList<>(rooms.values());
    }
    all.forEach(room -> enter(login, room));
    later(LOOK, () -> look(login));
  }

  /** The login has ended; what is inside of a room is not known any more. */
  synchronized void offline() {
    stream = Optional.empty();
    rooms.values().forEach(Room::reset);
  }

  /** The name we go by in a room; empty while we are not inside. */
  synchronized Optional<String> nick(Address room) {
    return Optional.ofNullable(rooms.get(room.bare())).filter(Room::inside).map(Room::nick);
  }

  /** The account behind an occupant, where the room shows it. */
  synchronized Optional<Address> account(Address occupant) {
    return Optional.ofNullable(rooms.get(occupant.bare()))
        .flatMap(room -> occupant.resource().flatMap(room::account));
  }

  /** A presence came, of a room or not; by the thread that reads. */
  void present(Presence presence) {
    Optional<Address> from = Address.of(presence.getFrom());
    Room.News news = new Room.News.None();
    Optional<Room> about;
    Optional<XMPPConnection> login;
    synchronized (this) {
      about = from.flatMap(who -> Optional.ofNullable(rooms.get(who.bare())));
      login = stream;
      if (about.isPresent() && login.isPresent()) {
        news = about.get().present(presence, from.get().resource().orElse(""));
      }
    }
    if (about.isPresent() && login.isPresent()) {
      tell(login.get(), about.get(), news);
    }
  }

  private void tell(XMPPConnection login, Room room, Room.News news) {
    if (news instanceof Room.News.Entered entered) {
      if (entered.made()) {
        send(() -> login.sendStanza(new RoomForm(room.address())));
      }
      listener.entered(room.address(), room.nick());
    } else if (news instanceof Room.News.Taken) {
      enter(login, room);
    } else if (news instanceof Room.News.Out out) {
      out(login, room, out.why(), out.refused());
    }
  }

  private void out(XMPPConnection login, Room room, String why, boolean refused) {
    texts.left(room.address(), why);
    listener.left(room.address(), why, refused);
    later(room.pauses().next(), () -> again(login, room));
  }

  private void again(XMPPConnection login, Room room) {
    boolean wanted;
    synchronized (this) {
      wanted = stream.filter(login::equals).isPresent() && !room.inside();
    }
    if (wanted) {
      enter(login, room);
    }
  }

  /** The room says that we are not inside. */
  void outside(Address address) {
    Optional<Room> left;
    Optional<XMPPConnection> login;
    synchronized (this) {
      left = Optional.ofNullable(rooms.get(address.bare())).filter(Room::inside);
      login = stream;
      left.ifPresent(Room::reset);
    }
    if (left.isPresent() && login.isPresent()) {
      out(login.get(), left.get(), "it forgot that we were in it", false);
    }
  }

  private void look(XMPPConnection login) {
    List<Address> inside;
    synchronized (this) {
      if (stream.filter(login::equals).isEmpty()) {
        return;
      }
      inside =
          rooms.values().stream()
              .filter(Room::inside)
              .map(room -> room.address().orResource(room.nick()))
              .toList();
    }
    inside.forEach(
        self ->
            login
                .sendIqRequestAsync(new Ping(self.jid()))
                .onError(
                    error -> {
                      if (error instanceof XMPPErrorException e
                          && e.getStanzaError().getCondition()
                              == StanzaError.Condition.not_acceptable) {
                        outside(self);
                      }
                    }));
    later(LOOK, () -> look(login));
  }

  private void enter(XMPPConnection login, Room room) {
    Address self;
    synchronized (this) {
      self = room.address().orResource(room.nick());
    }
    send(() -> login.sendStanza(Chat.entering(self)));
  }

  private interface Sending {
    void send() throws NotConnectedException, InterruptedException;
  }

  private static void send(Sending what) {
    try {
      what.send();
    } catch (NotConnectedException e) {
      LOG.debug("no connection", e); // entered after the next login
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void later(Duration pause, Runnable what) {
    try {
      ScheduledFuture<?> unused = clock.schedule(what, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closing", e);
    }
  }
}
