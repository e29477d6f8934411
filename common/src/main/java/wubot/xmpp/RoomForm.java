// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import org.jivesoftware.smack.packet.IQ;

/** Accepts the configuration that a new room proposes; until somebody does, it is locked. */
final class RoomForm extends IQ {

  RoomForm(Address room) {
    super("query", "http://jabber.org/protocol/muc#owner");
    setType(IQ.Type.set);
    setTo(room.bare().jid());
  }

  @Override
  protected IQChildElementXmlStringBuilder getIQChildElementBuilder(
      IQChildElementXmlStringBuilder xml) {
    xml.rightAngleBracket();
    xml.append("<x xmlns='jabber:x:data' type='submit'/>");
    return xml;
  }
}
