// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError;

/**
 * Texts on their way to people. One to a room has arrived when the room says it to everybody, us
 * included; errors come back under the id of the text.
 */
final class Texts {

  private record OnTheWay(Address to, String text, CompletableFuture<Void> done) {}

  private final String prefix;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, OnTheWay> waiting = new LinkedHashMap<>(); // guarded by this

  /** With a prefix for ids that nobody else knows. */
  Texts(String prefix) {
    this.prefix = prefix;
  }

  String nextId() {
    return prefix + "text-" + number.incrementAndGet();
  }

  /** A text is about to be sent; the future completes when it has arrived or failed. */
  CompletableFuture<Void> sending(String id, Address to, String text, Duration most) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      waiting.put(id, new OnTheWay(to.bare(), text, done));
    }
    return done.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (nothing, error) -> {
              forget(id);
              if (error instanceof java.util.concurrent.TimeoutException) {
                throw new XmppFailure(XmppFailure.Kind.TIMEOUT, "nothing confirmed it in time");
              }
              if (error instanceof XmppFailure failure) {
                throw failure;
              }
              return null;
            });
  }

  private synchronized void forget(String id) {
    waiting.remove(id);
  }

  /** The text of this id has arrived. */
  void arrived(String id) {
    take(id).ifPresent(text -> text.done().complete(null));
  }

  private synchronized Optional<OnTheWay> take(String id) {
    return Optional.ofNullable(id == null ? null : waiting.remove(id));
  }

  /** Others in a room see its ids: an error counts when it comes from where the text went. */
  private synchronized Optional<OnTheWay> takeFrom(String id, Optional<Address> from) {
    OnTheWay text = id == null ? null : waiting.get(id);
    return text != null && from.filter(text.to()::sameAccount).isPresent()
        ? take(id)
        : Optional.empty();
  }

  /** A room repeats what we said in it; some give it an id of their own. */
  void said(Address room, String id, String text) {
    Optional<OnTheWay> ours = take(id);
    if (ours.isEmpty()) {
      ours = find(room.bare(), text).flatMap(this::take);
    }
    ours.ifPresent(arrived -> arrived.done().complete(null));
  }

  private synchronized Optional<String> find(Address room, String text) {
    return waiting.entrySet().stream()
        .filter(e -> e.getValue().to().equals(room) && e.getValue().text().equals(text))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** An error came back; whether a room says by it that we are not inside. */
  boolean bounced(Message error) {
    Optional<OnTheWay> text = takeFrom(error.getStanzaId(), Address.of(error.getFrom()));
    StanzaError why = error.getError();
    StanzaError.Condition condition =
        why == null ? StanzaError.Condition.undefined_condition : why.getCondition();
    boolean outside = condition == StanzaError.Condition.not_acceptable;
    text.ifPresent(
        bounced ->
            bounced
                .done()
                .completeExceptionally(
                    new XmppFailure(kind(condition), "it came back: " + words(condition, why))));
    return outside && text.isPresent();
  }

  private static String words(StanzaError.Condition condition, StanzaError why) {
    String more = why == null ? null : why.getDescriptiveText();
    return condition
        + (more == null || more.isBlank()
            ? ""
            : " (" + more.substring(0, Math.min(200, more.length())) + ")");
  }

  private static XmppFailure.Kind kind(StanzaError.Condition condition) {
    return switch (condition) {
      case not_acceptable, resource_constraint, policy_violation, remote_server_timeout ->
          XmppFailure.Kind.BUSY;
      case forbidden, not_allowed, not_authorized -> XmppFailure.Kind.FORBIDDEN;
      case bad_request, feature_not_implemented -> XmppFailure.Kind.MALFORMED;
      default -> XmppFailure.Kind.AWAY;
    };
  }

  /** We are not in the room any more. */
  void left(Address room, String why) {
    fail(room, new XmppFailure(XmppFailure.Kind.BUSY, why));
  }

  private void fail(Address room, XmppFailure failure) {
    List<OnTheWay> lost = new ArrayList<>();
    synchronized (this) {
      waiting.values().removeIf(text -> text.to().equals(room) && lost.add(text));
    }
    lost.forEach(text -> text.done().completeExceptionally(failure));
  }

  /** The connection has ended. */
  void disconnected(String why) {
    List<OnTheWay> lost;
    synchronized (this) {
      lost = new ArrayList<>(waiting.values());
      waiting.clear();
    }
    XmppFailure failure = new XmppFailure(XmppFailure.Kind.DISCONNECTED, why);
    lost.forEach(text -> text.done().completeExceptionally(failure));
  }
}
