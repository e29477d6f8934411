// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The side of a connection that talks with people: what they say, what is said to them. */
final class People {

  private static final Logger LOG = LoggerFactory.getLogger(People.class);

  private final Rooms rooms;
  private final Texts texts;
  private final Pending requests;
  private final Address account;
  private volatile Consumer<Said> listener = said -> {};

  People(Rooms rooms, Texts texts, Pending requests, Address account) {
    this.rooms = rooms;
    this.texts = texts;
    this.requests = requests;
    this.account = account;
  }

  void listener(Consumer<Said> other) {
    listener = other;
  }

  Rooms rooms() {
    return rooms;
  }

  /** A stanza came; by the thread that reads, which nothing may leave. */
  void receive(Stanza stanza) {
    try {
      if (stanza instanceof Presence presence) {
        rooms.present(presence);
      } else if (stanza instanceof Message message) {
        receive(message);
      }
    } catch (RuntimeException e) {
      LOG.warn("what {} sent could not be handled", stanza.getFrom(), e);
    }
  }

  private void receive(Message message) {
    Optional<Address> from = Address.of(message.getFrom());
    if (message.getType() == Message.Type.error) {
      if (texts.bounced(message) && from.isPresent()) {
        rooms.outside(from.get());
      }
      return;
    }
    Optional<Said> said = Said.of(message, account, from.flatMap(rooms::account));
    if (said.isEmpty() || ours(said.get().from())) {
      said.flatMap(Said::room)
          .ifPresent(room -> texts.said(room, message.getStanzaId(), said.get().text()));
      return;
    }
    boolean history = said.get().room().isPresent() && said.get().delayed().isPresent();
    boolean uninvited = said.get().room().filter(room -> rooms.nick(room).isEmpty()).isPresent();
    if (!history && !uninvited) {
      listener.accept(said.get());
    }
  }

  /** Whether that is this account, or we in a room. */
  private boolean ours(Address from) {
    return from.sameAccount(account)
        || rooms
            .nick(from)
            .filter(nick -> from.resource().filter(nick::equals).isPresent())
            .isPresent();
  }

  /** Writes to somebody; done when our server has it. */
  CompletableFuture<Void> tell(
      Stream stream, Address self, Address to, String text, Duration most) {
    String id = texts.nextId();
    CompletableFuture<Void> done = texts.sending(id, to, text, most);
    new Chat(stream).say(to, false, id, text);
    // A server handles what one connection sends in order: an answer to a request that is sent
    // after the text, whichever answer, means that it has the text.
    CompletableFuture<Payload> unused =
        requests
            .send(stream, self, new Payload(Map.of("type", "confirm"), ""), most)
            .whenComplete(
                (answer, error) -> {
                  if (error == null || !(cause(error) instanceof XmppFailure f) || answers(f)) {
                    texts.arrived(id);
                  }
                });
    return done;
  }

  private static Throwable cause(Throwable error) {
    return error instanceof java.util.concurrent.CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static boolean answers(XmppFailure failure) {
    return failure.kind() != XmppFailure.Kind.TIMEOUT
        && failure.kind() != XmppFailure.Kind.DISCONNECTED;
  }

  /** Speaks in a room; done when the room has said it. */
  CompletableFuture<Void> tellRoom(Stream stream, Address room, String text, Duration most) {
    if (rooms.nick(room).isEmpty()) {
      return CompletableFuture.failedFuture(
          new XmppFailure(XmppFailure.Kind.BUSY, "not in the room " + room.bare()));
    }
    String id = texts.nextId();
    CompletableFuture<Void> done = texts.sending(id, room, Chat.readable(text), most);
    new Chat(stream).say(room.bare(), true, id, text);
    return done;
  }

  /** Logged in. */
  void online(Stream stream) {
    rooms.online(stream);
  }

  /** The login has ended. */
  void offline(String why) {
    rooms.offline();
    texts.disconnected(why);
  }
}
