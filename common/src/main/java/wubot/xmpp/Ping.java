// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import org.jivesoftware.smack.packet.IQ;

/** Asks the server for a sign of life; any answer is one. */
final class Ping extends IQ {

  Ping(Address account) {
    super("ping", "urn:xmpp:ping");
    setType(IQ.Type.get);
    setTo(account.jid().asDomainBareJid());
  }

  @Override
  protected IQChildElementXmlStringBuilder getIQChildElementBuilder(
      IQChildElementXmlStringBuilder xml) {
    xml.setEmptyElement();
    return xml;
  }
}
