// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import wubot.xmpp.Address;
import wubot.xmpp.Payload;
import wubot.xmpp.Request;
import wubot.xmpp.XmppFailure;

/** A request without a network; the answer can be waited for. */
record FakeRequest(Address from, Payload payload, CompletableFuture<Payload> answered)
    implements Request {

  FakeRequest(String from, Payload payload) {
    this(Address.parse(from), payload, new CompletableFuture<>());
  }

  @Override
  public void answer(Payload answer) {
    answered.complete(answer);
  }

  @Override
  public void refuse(XmppFailure.Kind kind, String words) {
    answered.completeExceptionally(new XmppFailure(kind, words));
  }

  /** How it was refused; empty when it was answered. */
  Optional<XmppFailure.Kind> refusal() throws Exception {
    try {
      answered.get(20, java.util.concurrent.TimeUnit.SECONDS);
      return Optional.empty();
    } catch (java.util.concurrent.ExecutionException e) {
      return Optional.of(((XmppFailure) e.getCause()).kind());
    }
  }

  /** The watermark that was answered. */
  long at() throws Exception {
    return answered.get(20, java.util.concurrent.TimeUnit.SECONDS).number("at");
  }
}
