// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What went wrong on the way to another host, in plain words. */
final class NetworkTrouble {

  private NetworkTrouble() {}

  /** Of a failed connection to this host and port. */
  static String words(Throwable problem, String host, int port) {
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (at instanceof UnknownHostException || at instanceof UnresolvedAddressException) {
        return "the host name " + host + " is not known";
      }
    }
    String place = host + " port " + port;
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (at instanceof SSLException ssl) {
        return tls(ssl, place);
      }
      if (at instanceof NoRouteToHostException) {
        return "there is no route to " + host;
      }
      if (at instanceof SocketTimeoutException
          || at instanceof HttpTimeoutException
          || at instanceof TimeoutException) {
        return place + " does not answer in time";
      }
      if (at instanceof ConnectException) {
        return connect(at, place);
      }
      if (at instanceof EOFException) {
        return place + " closed the connection";
      }
    }
    String text = Objects.toString(problem.getMessage(), problem.getClass().getSimpleName());
    return text.contains("header parser received no bytes") || text.contains("Connection reset")
        ? place + " closed the connection without an answer"
        : place + ": " + text;
  }

  private static String connect(Throwable problem, String place) {
    String text = Objects.toString(problem.getMessage(), "");
    if (text.contains("unreachable")) {
      return "the network of " + place + " is unreachable";
    }
    if (text.contains("timed out")) {
      return place + " does not answer in time";
    }
    return place + " refuses the connection: is the service running?";
  }

  private static String tls(SSLException problem, String place) {
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (at instanceof CertificateExpiredException) {
        return "the certificate of " + place + " has expired";
      }
      if (at instanceof CertificateNotYetValidException) {
        return "the certificate of " + place + " is not valid yet";
      }
    }
    String text = Objects.toString(problem.getMessage(), "");
    if (text.contains("unable to find valid certification path") || text.contains("trustAnchors")) {
      return "the certificate of "
          + place
          + " is not signed by an authority that is trusted here; see ca_file";
    }
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return "the certificate of " + place + " does not fit: " + at.getMessage();
      }
    }
    return text.contains("nrecognized SSL message") || text.contains("not an SSL")
        ? place + " does not speak TLS"
        : "no TLS with " + place + ": " + text;
  }
}
