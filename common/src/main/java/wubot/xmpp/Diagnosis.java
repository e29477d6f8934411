// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.xml.stream.XMLStreamException;
import org.jivesoftware.smack.SmackException.ConnectionException;
import org.jivesoftware.smack.SmackException.EndpointConnectionException;
import org.jivesoftware.smack.SmackException.NoResponseException;
import org.jivesoftware.smack.SmackException.NotConnectedException;
import org.jivesoftware.smack.SmackException.SecurityRequiredException;
import org.jivesoftware.smack.SmackException.SmackSaslException;
import org.jivesoftware.smack.XMPPException.StreamErrorException;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.StreamError;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.jivesoftware.smack.util.rce.RemoteConnectionException;
import org.jivesoftware.smack.xml.XmlPullParserException;

/**
 * What went wrong with a connection, put in plain words.
 *
 * <p>The words name the server's host and port once and end with what to do. What a library calls
 * it does not show; that goes to the log at the level debug.
 *
 * @param trouble the kind
 * @param reason what happened, where, and what to do, for people
 */
record Diagnosis(Trouble trouble, String reason) {

  /**
   * Of a connection that could not be made, or has ended.
   *
   * @param refused the certificate that was refused, if one was
   * @param stood whether the login had been made: what spoke XMPP until then was cut off, whatever
   *     the parser makes of the half of a stanza that came last
   */
  static Diagnosis of(
      Throwable error, XmppSettings settings, Optional<Trust.Refused> refused, boolean stood) {
    String server = settings.host() + ":" + settings.port();
    List<Throwable> causes = Stream.iterate(error, c -> c != null, Throwable::getCause).toList();
    return causes.stream()
        .flatMap(cause -> refusal(cause, server, settings, refused).stream())
        .findFirst()
        .or(() -> causes.stream().flatMap(c -> unreachable(c, server).stream()).findFirst())
        .or(() -> causes.stream().flatMap(c -> broken(c, server).stream()).findFirst())
        .or(() -> causes.stream().flatMap(c -> unreadable(c, server, stood).stream()).findFirst())
        .orElseGet(
            () ->
                new Diagnosis(
                    Trouble.OTHER,
                    "the connection to "
                        + server
                        + " failed in a way that wubot has no words for; it tries again, and its"
                        + " log says more at the level debug"));
  }

  /** The server ended the connection in good order. */
  static Diagnosis closed(XmppSettings settings) {
    return closed(settings.host() + ":" + settings.port());
  }

  private static Diagnosis closed(String server) {
    return new Diagnosis(
        Trouble.CLOSED,
        "the server at "
            + server
            + " closed the connection; if it keeps doing so, look at that server's log, and whether"
            + " this is its port for XMPP clients");
  }

  /** A connection that looks open, but nothing comes through it any more. */
  static Diagnosis silent(XmppSettings settings) {
    return new Diagnosis(
        Trouble.SILENT,
        "no sign of life from the server at "
            + settings.host()
            + ":"
            + settings.port()
            + "; look at the server and at the network between");
  }

  /** The server is there and does not want us, or we do not want it. */
  private static Optional<Diagnosis> refusal(
      Throwable cause, String server, XmppSettings settings, Optional<Trust.Refused> refused) {
    if (cause instanceof SASLErrorException) {
      return found(
          Trouble.WRONG_PASSWORD,
          "the server at "
              + server
              + " refused the login of "
              + settings.account().bare()
              + ": unknown account or wrong password; check account and password");
    }
    if (cause instanceof SmackSaslException) {
      return found(
          Trouble.OTHER,
          "the server at "
              + server
              + " offers no way to log in that wubot uses; allow SCRAM-SHA-1 there");
    }
    if (cause instanceof StreamErrorException stream) {
      return Optional.of(stream(stream.getStreamError(), server, settings));
    }
    if (cause instanceof XMPPErrorException answer && answer.getStanzaError() != null) {
      return found(
          Trouble.OTHER,
          "the server at "
              + server
              + " does not let "
              + settings.account()
              + " in ("
              + clean(answer.getStanzaError().getCondition().toString())
              + "); look at that server's log");
    }
    if (cause instanceof SecurityRequiredException) {
      return found(
          Trouble.NO_TLS,
          settings.tls() instanceof Tls.Plaintext
              ? "the server at " + server + " requires TLS; remove plaintext from the config"
              : "the server at "
                  + server
                  + " offers no TLS; allow it there, or if the way to it is safe allow plain text"
                  + " here");
    }
    if (cause instanceof Trust.UnusableException) {
      return found(
          Trouble.UNTRUSTED,
          cause.getMessage()
              + "; without it "
              + server
              + " cannot be trusted; correct ca_file, or the file's content and its rights");
    }
    boolean broke =
        cause instanceof SSLException
            && !(cause instanceof SSLHandshakeException)
            && cause.getCause() instanceof SocketException;
    return !broke && (cause instanceof CertificateException || cause instanceof SSLException)
        ? Optional.of(tls(cause, server, refused))
        : Optional.empty();
  }

  private static Diagnosis tls(Throwable cause, String server, Optional<Trust.Refused> refused) {
    return refused
        .map(
            r ->
                new Diagnosis(
                    Trouble.UNTRUSTED,
                    "the certificate of "
                        + server
                        + " is not trusted: "
                        + clean(r.reason())
                        + "; it is "
                        + clean(r.name())
                        + " with SHA-256 "
                        + r.sha256()
                        + "; if that is the right server, configure its authority (ca_file) or this"
                        + " fingerprint"))
        .orElseGet(
            () ->
                new Diagnosis(
                    Trouble.CLOSED,
                    "TLS with "
                        + server
                        + " could not be agreed on"
                        + words(cause).map(w -> " (" + w + ")").orElse("")
                        + "; if it stays so, see that the server speaks TLS 1.2 or 1.3 after"
                        + " STARTTLS, and look at its log"));
  }

  private static Diagnosis stream(StreamError error, String server, XmppSettings settings) {
    return switch (error.getCondition()) {
      case conflict ->
          new Diagnosis(
              Trouble.CONFLICT,
              "the server at "
                  + server
                  + " ended this connection because the account logged in from elsewhere as "
                  + settings.account()
                  + "; give every host an account, or at least a resource, of its own");
      case system_shutdown ->
          new Diagnosis(
              Trouble.CLOSED, "the server at " + server + " is shutting down; start it again");
      case host_unknown ->
          new Diagnosis(
              Trouble.OTHER,
              "the server at "
                  + server
                  + " does not serve the domain "
                  + settings.account().domain()
                  + "; check account and host");
      default ->
          new Diagnosis(
              error.getCondition() == StreamError.Condition.policy_violation
                  ? Trouble.TOO_MUCH
                  : Trouble.CLOSED,
              "the server at "
                  + server
                  + " ended the connection: "
                  + error.getCondition()
                  + Optional.ofNullable(error.getDescriptiveText())
                      .map(t -> " (" + clean(t) + ")")
                      .orElse("")
                  + "; if it keeps doing so, look at that server's log and limits");
    };
  }

  private static Optional<Diagnosis> unreachable(Throwable cause, String server) {
    if (cause instanceof EndpointConnectionException several) {
      if (several.getConnectionExceptions().isEmpty()) {
        return unknown(server);
      }
      // One reason for each of the host's addresses; the first is as good as any.
      Optional<Diagnosis> first =
          several.getConnectionExceptions().stream()
              .map(RemoteConnectionException::getException)
              .flatMap(e -> unreachable(e, server).stream())
              .findFirst();
      return first.or(() -> nobody(server));
    }
    if (cause instanceof UnknownHostException) {
      return unknown(server);
    }
    if (cause instanceof NoRouteToHostException) {
      return found(
          Trouble.UNREACHABLE,
          "no way through the network to " + server + "; check the network and host");
    }
    if (cause instanceof SocketTimeoutException || cause instanceof NoResponseException) {
      return found(
          Trouble.UNREACHABLE,
          "no answer from "
              + server
              + " in time; check host and port, the server, and firewalls between");
    }
    return cause instanceof ConnectException || cause instanceof ConnectionException
        ? nobody(server)
        : Optional.empty();
  }

  private static Optional<Diagnosis> unknown(String server) {
    return found(
        Trouble.UNREACHABLE,
        "the host name of " + server + " is not known; check host and the name service");
  }

  private static Optional<Diagnosis> nobody(String server) {
    return found(
        Trouble.UNREACHABLE,
        "nobody answers at " + server + "; start the XMPP server there, or check host and port");
  }

  /** The connection stood, or nearly. */
  private static Optional<Diagnosis> broken(Throwable cause, String server) {
    if (cause instanceof BoundedReader.TooLongException) {
      return found(
          Trouble.CLOSED,
          "the server at " + server + " sent a stanza too long to be read; look at who sent it");
    }
    return cause instanceof SocketException
            || cause instanceof EOFException
            || cause instanceof NotConnectedException
        ? broke(server)
        : Optional.empty();
  }

  private static Optional<Diagnosis> broke(String server) {
    return found(
        Trouble.CLOSED,
        "the connection to "
            + server
            + " broke; if it keeps doing so, look at the server and at the network between");
  }

  /** Not the language we speak; the parser wraps a broken connection as well, so asked last. */
  private static Optional<Diagnosis> unreadable(Throwable cause, String server, boolean stood) {
    if (!(cause instanceof XmlPullParserException || cause instanceof XMLStreamException)) {
      return Optional.empty();
    }
    String words = String.valueOf(cause.getMessage());
    boolean end = words.contains("END_DOCUMENT") || words.contains("Premature end of file");
    if (end) {
      return Optional.of(closed(server));
    }
    return stood
        ? broke(server)
        : found(
            Trouble.CLOSED,
            "what came from "
                + server
                + " is not XMPP; check that host and port are those of the XMPP server, which"
                + " listens for clients at port 5222 unless set otherwise");
  }

  private static Optional<Diagnosis> found(Trouble trouble, String reason) {
    return Optional.of(new Diagnosis(trouble, reason));
  }

  /** A TLS error's own words, without the names of classes that Java puts before them. */
  private static Optional<String> words(Throwable error) {
    return Optional.ofNullable(error.getMessage())
        .map(text -> clean(text).replaceAll("\\b([a-z]\\w*\\.)+[A-Z][\\w$]*(: *)?", "").strip())
        .filter(text -> !text.isEmpty());
  }

  /** A server's own words in one line of bounded length. */
  private static String clean(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
