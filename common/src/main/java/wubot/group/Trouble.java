// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in words of people what went wrong between a member and a server. */
final class Trouble {

  private Trouble() {}

  /** With the server's name in front. */
  static String explain(String server, Throwable trouble) {
    return server + ": " + reason(trouble);
  }

  private static String reason(Throwable trouble) {
    List<Throwable> causes =
        Stream.iterate(trouble, e -> e != null, Throwable::getCause).limit(20).toList();
    for (Throwable e : causes) {
      if (e instanceof CertificateExpiredException) {
        return "its certificate has expired: " + e.getMessage();
      }
      if (e instanceof CertificateNotYetValidException) {
        return "its certificate is not valid yet: " + e.getMessage();
      }
      if (e instanceof UnknownHostException) {
        return "there is no host of this name";
      }
      if (e instanceof ConnectException) {
        return "nobody listens there: " + e.getMessage();
      }
    }
    for (Throwable e : causes) {
      if (e instanceof CertPathBuilderException || e instanceof CertPathValidatorException) {
        return "its certificate is not signed by an authority that this member believes (setting"
            + " 'ca')";
      }
      if (e instanceof CertificateException && e.getCause() == null) {
        return "its certificate is not made out to this name: " + e.getMessage();
      }
    }
    boolean tls = causes.stream().anyMatch(SSLException.class::isInstance);
    String message = trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    if (message.toLowerCase(Locale.ROOT).contains("certificate")) {
      return "it does not accept this member's certificate, or asks for one (settings 'cert' and"
          + " 'key'): "
          + message;
    }
    return tls ? "TLS failed: " + message : message;
  }
}
