// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import org.jivesoftware.smack.packet.IQ;
import org.jxmpp.jid.Jid;

/** Asks for a sign of life; any answer is one. */
final class Ping extends IQ {

  Ping(Jid to) {
    super("ping", "urn:xmpp:ping");
    setType(IQ.Type.get);
    setTo(to);
  }

  /** The server of an account. */
  Ping(Address account) {
    this(account.jid().asDomainBareJid());
  }

  @Override
  protected IQChildElementXmlStringBuilder getIQChildElementBuilder(
      IQChildElementXmlStringBuilder xml) {
    xml.setEmptyElement();
    return xml;
  }
}
