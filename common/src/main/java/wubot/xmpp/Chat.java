// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.Map;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaBuilder;

/** Text for people, one by one or in rooms. */
record Chat(XMPPConnection stream) {

  private static final String ROOMS = "http://jabber.org/protocol/muc";

  void chat(Address to, String text) {
    send(
        StanzaBuilder.buildMessage()
            .to(to.jid())
            .ofType(Message.Type.chat)
            .setBody(readable(text))
            .build());
  }

  /** Enters the room, which does nothing more when we are in it, and speaks. */
  void room(Address room, String nick, String text) {
    Address there = room.bare();
    StandardExtensionElement quiet =
        StandardExtensionElement.builder("x", ROOMS)
            .addElement(
                StandardExtensionElement.builder("history", ROOMS)
                    .addAttributes(Map.of("maxstanzas", "0"))
                    .build())
            .build();
    send(
        StanzaBuilder.buildPresence().to(there.orResource(nick).jid()).addExtension(quiet).build());
    send(
        StanzaBuilder.buildMessage()
            .to(there.jid())
            .ofType(Message.Type.groupchat)
            .setBody(readable(text))
            .build());
  }

  /** Drops what XML cannot carry; a server would close the stream over it. */
  private static String readable(String text) {
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
