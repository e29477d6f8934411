// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaError;

/** The requests that wait for their answers. */
final class Pending {

  private record Waiting(
      Address to, CompletableFuture<Payload> answer, ScheduledFuture<?> timeout) {}

  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong();
  private final String prefix;
  private final ScheduledExecutorService clock;

  /**
   * With a part of the requests' ids that nobody can guess, so that nobody can answer who was not
   * asked.
   */
  Pending(String prefix, ScheduledExecutorService clock) {
    this.prefix = prefix;
    this.clock = clock;
  }

  CompletableFuture<Payload> send(
      XMPPConnection stream, Address to, Payload payload, Duration most) {
    String id = prefix + Long.toString(counter.incrementAndGet(), 36);
    CompletableFuture<Payload> answer = new CompletableFuture<>();
    ScheduledFuture<?> timeout =
        clock.schedule(
            () -> fail(id, XmppFailure.Kind.TIMEOUT, "no answer within " + most.toSeconds() + " s"),
            most.toMillis(),
            MILLISECONDS);
    waiting.put(id, new Waiting(to, answer, timeout));
    PayloadIq iq = new PayloadIq(payload);
    iq.setType(IQ.Type.set);
    iq.setStanzaId(id);
    iq.setTo(to.jid());
    try {
      stream.sendStanza(iq);
    } catch (NotConnectedException e) {
      fail(id, XmppFailure.Kind.DISCONNECTED, "not connected");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(id, XmppFailure.Kind.DISCONNECTED, "interrupted");
    }
    return answer;
  }

  /** Takes an answer or an error that came in; those nobody waits for are passed over. */
  void receive(Stanza stanza) {
    String id = stanza.getStanzaId();
    Waiting asked = id == null ? null : waiting.get(id);
    if (asked == null || !Address.of(stanza.getFrom()).equals(Optional.of(asked.to()))) {
      return;
    }
    if (stanza instanceof PayloadIq answer && answer.getType() == IQ.Type.result) {
      waiting.remove(id);
      asked.timeout().cancel(false);
      asked.answer().complete(answer.payload());
    } else {
      StanzaError error = stanza.getError();
      fail(id, kind(error), error == null ? "an answer without content" : words(error));
    }
  }

  private static String words(StanzaError error) {
    String text = error.getDescriptiveText();
    return error.getCondition() + (text == null || text.isEmpty() ? "" : " (" + text + ")");
  }

  private static XmppFailure.Kind kind(StanzaError error) {
    if (error == null) {
      return XmppFailure.Kind.MALFORMED;
    }
    return switch (error.getCondition()) {
      case forbidden, not_allowed, not_authorized, subscription_required, registration_required ->
          XmppFailure.Kind.FORBIDDEN;
      case policy_violation, not_acceptable -> XmppFailure.Kind.TOO_MUCH;
      case resource_constraint, internal_server_error -> XmppFailure.Kind.BUSY;
      case bad_request, feature_not_implemented, jid_malformed -> XmppFailure.Kind.MALFORMED;
      default -> XmppFailure.Kind.AWAY;
    };
  }

  /** Everything that waits fails: the connection has ended. */
  void disconnected(XmppFailure.Kind kind, String words) {
    waiting.keySet().forEach(id -> fail(id, kind, words));
  }

  private void fail(String id, XmppFailure.Kind kind, String words) {
    Waiting asked = waiting.remove(id);
    if (asked != null) {
      asked.timeout().cancel(false);
      asked.answer().completeExceptionally(new XmppFailure(kind, words));
    }
  }
}
