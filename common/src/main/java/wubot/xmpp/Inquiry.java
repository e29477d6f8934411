// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import org.jivesoftware.smack.packet.SimpleIQ;

/** A question to a server by a standard of XMPP, such as for its time. */
final class Inquiry extends SimpleIQ {

  Inquiry(Address account, String element, String namespace) {
    super(element, namespace);
    setType(Type.get);
    setTo(account.jid().asDomainBareJid());
  }
}
