// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.Map;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaBuilder;

/** Text for people, one by one or in rooms. */
record Chat(XMPPConnection stream) {

  private static final String ROOMS = "http://jabber.org/protocol/muc";

  void chat(Address to, String text) {
    send(text(to, Message.Type.chat, StanzaBuilder.buildMessage(), text));
  }

  /** Enters the room, which does nothing more when we are in it, and speaks. */
  void room(Address room, String nick, String text) {
    send(entering(room.bare().orResource(nick)));
    send(text(room.bare(), Message.Type.groupchat, StanzaBuilder.buildMessage(), text));
  }

  /** Speaks under this id, to an account or in a room that we are in. */
  void say(Address to, boolean inRoom, String id, String text) {
    Message.Type type = inRoom ? Message.Type.groupchat : Message.Type.chat;
    send(text(to, type, StanzaBuilder.buildMessage(id), text));
  }

  private static Message text(
      Address to, Message.Type type, org.jivesoftware.smack.packet.MessageBuilder of, String text) {
    return of.to(to.jid()).ofType(type).setBody(readable(text)).build();
  }

  /** Enters a room under the name in the address, without its history. */
  static Presence entering(Address self) {
    StandardExtensionElement quiet =
        StandardExtensionElement.builder("x", ROOMS)
            .addElement(
                StandardExtensionElement.builder("history", ROOMS)
                    .addAttributes(Map.of("maxstanzas", "0"))
                    .build())
            .build();
    return StanzaBuilder.buildPresence().to(self.jid()).addExtension(quiet).build();
  }

  /** Drops what XML cannot carry; a server would close the stream over it. */
  static String readable(String text) {
    return text.replaceAll("[^\\t\\n\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "");
  }

  private void send(Stanza stanza) {
    try {
      stream.sendStanza(stanza);
    } catch (NotConnectedException e) {
      throw new XmppFailure(XmppFailure.Kind.DISCONNECTED, "not connected");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new XmppFailure(XmppFailure.Kind.DISCONNECTED, "interrupted");
    }
  }
}
