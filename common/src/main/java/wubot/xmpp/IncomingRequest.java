// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.packet.ErrorIQ;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.StanzaError;

/** A request and the stream it came by. */
record IncomingRequest(XMPPConnection stream, PayloadIq iq, Address from) implements Request {

  @Override
  public Payload payload() {
    return iq.payload();
  }

  @Override
  public void answer(Payload answer) {
    PayloadIq reply = new PayloadIq(answer);
    reply.setType(IQ.Type.result);
    reply.setStanzaId(iq.getStanzaId());
    reply.setTo(iq.getFrom());
    send(reply);
  }

  @Override
  public void refuse(XmppFailure.Kind kind, String words) {
    StanzaError error = StanzaError.getBuilder(condition(kind)).setDescriptiveEnText(words).build();
    ErrorIQ reply = IQ.createErrorResponse(iq, error);
    send(reply);
  }

  private static StanzaError.Condition condition(XmppFailure.Kind kind) {
    return switch (kind) {
      case FORBIDDEN -> StanzaError.Condition.forbidden;
      case TOO_MUCH -> StanzaError.Condition.not_acceptable;
      case BUSY, TIMEOUT, DISCONNECTED -> StanzaError.Condition.resource_constraint;
      case MALFORMED -> StanzaError.Condition.bad_request;
      case AWAY -> StanzaError.Condition.service_unavailable;
    };
  }

  private void send(IQ reply) {
    try {
      stream.sendStanza(reply);
    } catch (NotConnectedException e) {
      // Whoever asked notices the same way and asks again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
