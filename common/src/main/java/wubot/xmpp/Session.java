// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.ReconnectionManager;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.iqrequest.AbstractIqRequestHandler;
import org.jivesoftware.smack.iqrequest.IQRequestHandler;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.packet.UnparsedIQ;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One login: from the first packet to the end of the stream. */
final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private static final int CONNECT_TIMEOUT_MILLIS = 15_000;

  /** A throttled server may let us wait for each step of a login. */
  private static final int REPLY_TIMEOUT_MILLIS = 30_000;

  /** How long a server may stay silent after it was asked for a sign of life. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final XmppSettings settings;
  private final Pending pending;
  private final Consumer<Request> handler;
  private final PresenceListener presence;
  private final Consumer<Stanza> people;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private Optional<Trust> trust = Optional.empty();
  private Stream stream; // set by open, before anything else is called
  private boolean stood;

  Session(
      XmppSettings settings,
      Pending pending,
      Consumer<Request> handler,
      PresenceListener presence,
      Consumer<Stanza> people) {
    this.settings = settings;
    this.pending = pending;
    this.handler = handler;
    this.presence = presence;
    this.people = people;
  }

  Stream stream() {
    return stream;
  }

  Diagnosis diagnosis(Throwable error) {
    return Diagnosis.of(error, settings, trust.flatMap(Trust::refused), stood);
  }

  /** Connects and logs in; returns the address that was bound. */
  Address open() throws IOException, SmackException, XMPPException, InterruptedException {
    ProviderManager.addIQProvider(Payload.ELEMENT, Payload.NAMESPACE, new PayloadIq.Provider());
    stream = new Stream(configuration());
    ReconnectionManager.getInstanceFor(stream).disableAutomaticReconnection();
    stream.setReplyTimeout(REPLY_TIMEOUT_MILLIS);
    stream.addConnectionListener(
        new ConnectionListener() {
          @Override
          public void connectionClosed() {
            ended.complete(null);
          }

          @Override
          public void connectionClosedOnError(Exception e) {
            ended.completeExceptionally(e);
          }
        });
    stream.addSyncStanzaListener(
        pending::receive, stanza -> stanza instanceof IQ iq && !iq.isRequestIQ());
    stream.addSyncStanzaListener(this::present, stanza -> stanza instanceof Presence);
    stream.addSyncStanzaListener(
        people::accept, stanza -> stanza instanceof Presence || stanza instanceof Message);
    stream.registerIQRequestHandler(
        new AbstractIqRequestHandler(
            Payload.ELEMENT, Payload.NAMESPACE, IQ.Type.set, IQRequestHandler.Mode.sync) {
          @Override
          public IQ handleIQRequest(IQ iq) {
            request(iq);
            return null;
          }
        });
    stream.connect();
    stream.login();
    stood = true;
    if (settings.priority().isPresent()) {
      stream.sendStanza(
          StanzaBuilder.buildPresence()
              .ofType(Presence.Type.available)
              .setPriority(settings.priority().getAsInt())
              .build());
    }
    return Address.of(stream.getUser()).orElseThrow();
  }

  private void present(Stanza stanza) {
    Presence.Type type = ((Presence) stanza).getType();
    if (type == Presence.Type.available || type == Presence.Type.unavailable) {
      Address.of(stanza.getFrom())
          .ifPresent(who -> presence.changed(who, type == Presence.Type.available));
    }
  }

  /** Directed presence: when this login ends, the servers send its unavailability there. */
  void watchedBy(Address to) {
    try {
      stream.sendStanza(
          StanzaBuilder.buildPresence()
              .ofType(Presence.Type.available)
              .setPriority(settings.priority().orElse(-1))
              .to(to.jid())
              .build());
    } catch (SmackException.NotConnectedException e) {
      LOG.debug("no connection", e); // then there is no end to tell of
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How this login was made; to be asked after it was. */
  LoginFacts facts() {
    Optional<SSLSession> session = trust.flatMap(Trust::session);
    return new LoginFacts(
        session.map(s -> s.getProtocol() + " " + s.getCipherSuite()),
        session.flatMap(Session::certificateUntil),
        String.valueOf(stream.getUsedSaslMechansism()),
        stream.isSmEnabled());
  }

  private static Optional<Instant> certificateUntil(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate.getNotAfter().toInstant())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** The server's answer as XML; empty when it has none. */
  Optional<String> inquire(String element, String namespace) throws InterruptedException {
    try {
      IQ answer =
          stream.sendIqRequestAndWaitForResponse(
              new Inquiry(settings.account(), element, namespace));
      return answer instanceof UnparsedIQ unparsed
          ? Optional.of(unparsed.getContent().toString())
          : Optional.empty();
    } catch (SmackException | XMPPException e) {
      return Optional.empty();
    }
  }

  private void request(IQ iq) {
    Optional<Address> from = Address.of(iq.getFrom());
    if (from.isPresent() && iq instanceof PayloadIq request) {
      handler.accept(new IncomingRequest(stream, request, from.get()));
    }
  }

  private XMPPTCPConnectionConfiguration configuration() throws IOException {
    Address account = settings.account();
    XMPPTCPConnectionConfiguration.Builder builder =
        XMPPTCPConnectionConfiguration.builder()
            .setXmppDomain(account.jid().asDomainBareJid())
            .setUsernameAndPassword(account.user(), settings.password().value())
            .setResource(account.resource().orElse(XmppSettings.DEFAULT_RESOURCE))
            .setHost(settings.host())
            .setPort(settings.port())
            .setSocketFactory(new NoDelaySockets())
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setCompressionEnabled(false)
            .setSendPresence(false);
    if (settings.tls() instanceof Tls.Plaintext) {
      // Without TLS the password must not be readable: only mechanisms that prove it.
      return builder
          .setSecurityMode(SecurityMode.disabled)
          .addEnabledSaslMechanism("SCRAM-SHA-1")
          .build();
    }
    Trust checks = new Trust(settings.tls());
    trust = Optional.of(checks);
    return builder
        .setSecurityMode(SecurityMode.required)
        .setCustomX509TrustManager(checks)
        .setHostnameVerifier(checks)
        .setEnabledSSLProtocols(new String[] {"TLSv1.3", "TLSv1.2"})
        .build();
  }

  /**
   * Waits until the stream ends, asking for a sign of life now and then.
   *
   * @return why it ended, empty when it was closed in good order
   */
  Optional<Diagnosis> await() throws InterruptedException {
    while (true) {
      try {
        ended.get(settings.keepAlive().toMillis() / 2 + 1, TimeUnit.MILLISECONDS);
        return Optional.empty();
      } catch (TimeoutException e) {
        if (silent()) {
          stream.instantShutdown();
          return Optional.of(Diagnosis.silent(settings));
        }
      } catch (java.util.concurrent.ExecutionException | CompletionException e) {
        return Optional.of(diagnosis(e.getCause()));
      }
    }
  }

  /** Asks for a sign of life when there was none; whether that has been in vain for too long. */
  private boolean silent() throws InterruptedException {
    long quiet = System.currentTimeMillis() - stream.getLastStanzaReceived();
    if (quiet < settings.keepAlive().toMillis()) {
      return false;
    }
    try {
      stream.sendStanza(new Ping(settings.account()));
    } catch (SmackException.NotConnectedException e) {
      return true;
    }
    return quiet > settings.keepAlive().plus(SILENCE).toMillis();
  }

  void close() {
    if (stream != null) {
      stream.setReplyTimeout(2_000);
      stream.disconnect();
    }
  }
}
