// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jivesoftware.smack.SmackException.ConnectionException;
import org.jivesoftware.smack.SmackException.NoResponseException;
import org.jivesoftware.smack.SmackException.SecurityRequiredException;
import org.jivesoftware.smack.XMPPException.StreamErrorException;
import org.jivesoftware.smack.packet.StreamError;
import org.jivesoftware.smack.sasl.SASLErrorException;

/**
 * What went wrong with a connection, put in plain words.
 *
 * @param trouble the kind
 * @param reason what happened and what to do, for people
 */
record Diagnosis(Trouble trouble, String reason) {

  static Diagnosis of(Throwable error, XmppSettings settings, Optional<Trust.Refused> refused) {
    String server = settings.host() + ":" + settings.port();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SASLErrorException) {
        return new Diagnosis(
            Trouble.WRONG_PASSWORD,
            "the server at "
                + server
                + " refused the login of "
                + settings.account().bare()
                + ": unknown account or wrong password; check account and password");
      }
      if (cause instanceof StreamErrorException stream) {
        return stream(stream.getStreamError(), settings);
      }
      if (cause instanceof SecurityRequiredException) {
        return new Diagnosis(
            Trouble.NO_TLS,
            settings.tls() instanceof Tls.Plaintext
                ? "the server at " + server + " requires TLS, which the config turns off"
                : "the server at "
                    + server
                    + " offers no TLS; allow it there, or if the way to it is safe allow plain text"
                    + " here");
      }
      if (cause instanceof CertificateException || cause instanceof SSLException) {
        return tls(cause, server, refused);
      }
    }
    return unreachable(error, server)
        .orElseGet(() -> new Diagnosis(Trouble.CLOSED, server + ": " + words(error)));
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
            () -> new Diagnosis(Trouble.CLOSED, "TLS with " + server + " failed: " + words(cause)));
  }

  private static Diagnosis stream(StreamError error, XmppSettings settings) {
    return switch (error.getCondition()) {
      case conflict ->
          new Diagnosis(
              Trouble.CONFLICT,
              "the account logged in from elsewhere as "
                  + settings.account()
                  + "; give every host an account, or at least a resource, of its own");
      case system_shutdown -> new Diagnosis(Trouble.CLOSED, "the server is shutting down");
      case host_unknown ->
          new Diagnosis(
              Trouble.OTHER, "the server does not serve the domain " + settings.account().domain());
      default ->
          new Diagnosis(
              error.getCondition() == StreamError.Condition.policy_violation
                  ? Trouble.TOO_MUCH
                  : Trouble.CLOSED,
              "the server ended the stream: "
                  + error.getCondition()
                  + Optional.ofNullable(error.getDescriptiveText())
                      .map(t -> " (" + clean(t) + ")")
                      .orElse(""));
    };
  }

  private static Optional<Diagnosis> unreachable(Throwable error, String server) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return nobody("the host name of " + server + " is not known");
      }
      if (cause instanceof ConnectException || cause instanceof ConnectionException) {
        return nobody("nobody answers at " + server + ": is the XMPP server running?");
      }
      if (cause instanceof SocketTimeoutException || cause instanceof NoResponseException) {
        return nobody("no answer from " + server + " in time");
      }
    }
    return Optional.empty();
  }

  private static Optional<Diagnosis> nobody(String words) {
    return Optional.of(new Diagnosis(Trouble.UNREACHABLE, words));
  }

  private static String words(Throwable error) {
    return Optional.ofNullable(error.getMessage())
        .map(Diagnosis::clean)
        .filter(text -> text.startsWith("Parser got END_DOCUMENT"))
        .map(text -> "the server closed the connection")
        .orElseGet(
            () ->
                Optional.ofNullable(error.getMessage())
                    .map(Diagnosis::clean)
                    .orElse(error.getClass().getSimpleName()));
  }

  /** A server's own words in one line of bounded length. */
  private static String clean(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
