// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.Template;
import wubot.xmpp.Address;
import wubot.xmpp.ConnectionState;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppConnection;
import wubot.xmpp.XmppFailure;

/** Writes to persons or into a room, over a connection that it opens with the first message. */
final class ChatReaction implements Reaction {

  private final Supplier<XmppConnection> opener;
  private final List<Address> persons;
  private final Optional<Address> room;
  private final String nick;
  private final Template body;
  private final Duration timeout;
  private Optional<XmppConnection> connection = Optional.empty();
  private final CountDownLatch firstState = new CountDownLatch(1);

  ChatReaction(
      Supplier<XmppConnection> opener,
      List<Address> persons,
      Optional<Address> room,
      String nick,
      Template body,
      Duration timeout) {
    this.opener = opener;
    this.persons = persons;
    this.room = room;
    this.nick = nick;
    this.body = body;
    this.timeout = timeout;
  }

  @Override
  public boolean wants(Message message) {
    return Noticed.by("xmpp", message);
  }

  @Override
  public void react(Message message) throws InterruptedException {
    if (!wants(message)) {
      return;
    }
    XmppConnection open = online();
    Message shown = message.copy().with("subject_text", Noticed.subject(message));
    String text = body.fill(shown);
    try {
      persons.forEach(person -> open.chat(person, text));
      room.ifPresent(there -> open.room(there, nick, text));
      confirm(open);
    } catch (XmppFailure e) {
      throw ReactionFailure.passing("the text was not sent: " + e.getMessage(), e);
    }
  }

  private XmppConnection online() throws InterruptedException {
    if (connection.isEmpty()) {
      XmppConnection made = opener.get();
      made.onState(state -> firstState.countDown());
      made.start();
      connection = Optional.of(made);
    }
    XmppConnection open = connection.get();
    boolean known = firstState.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    ConnectionState state = open.state();
    if (state instanceof ConnectionState.Waiting waiting) {
      throw ReactionFailure.passing(waiting.reason(), null);
    }
    if (!known || !state.online()) {
      throw ReactionFailure.passing("not logged in at " + open.account().domain() + " yet", null);
    }
    return open;
  }

  /**
   * A server handles what one connection sends in order: an answer to a request that is sent after
   * the text, whichever answer, means that it has the text.
   */
  private void confirm(XmppConnection open) throws InterruptedException {
    if (!(open.state() instanceof ConnectionState.Online online)) {
      throw new XmppFailure(XmppFailure.Kind.DISCONNECTED, "not connected");
    }
    Payload ping = new Payload(Map.of("type", "confirm"), "");
    try {
      open.request(online.address(), ping, timeout)
          .get(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof XmppFailure failure
          && failure.kind() != XmppFailure.Kind.TIMEOUT
          && failure.kind() != XmppFailure.Kind.DISCONNECTED) {
        return; // a refusal is an answer, too
      }
      throw ReactionFailure.passing("the server did not confirm the text", e.getCause());
    } catch (TimeoutException e) {
      throw ReactionFailure.passing("the server did not confirm the text", e);
    }
  }

  @Override
  public void close() {
    connection.ifPresent(XmppConnection::close);
  }
}
