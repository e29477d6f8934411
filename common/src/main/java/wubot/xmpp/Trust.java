// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.java7.XmppHostnameVerifier;

/** Decides whether the server's certificate is believed, and remembers the one that was not. */
final class Trust implements X509TrustManager, HostnameVerifier {

  /** The certificate that was refused last. */
  record Refused(String name, String sha256, String reason) {}

  /** What is configured to be trusted cannot be used. */
  static final class UnusableException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableException(String words) {
      super(words);
    }

    UnusableException(String words, Exception cause) {
      super(words, cause);
    }
  }

  private final Tls tls;
  private final Optional<X509TrustManager> authorities;
  private volatile Optional<Refused> refused = Optional.empty();
  private volatile Optional<SSLSession> session = Optional.empty();

  /**
   * With what the settings want.
   *
   * @throws IOException when the file with the authority cannot be used
   */
  Trust(Tls tls) throws IOException {
    this.tls = tls;
    this.authorities = tls instanceof Tls.Pinned ? Optional.empty() : Optional.of(manager(tls));
  }

  /** The protection that was agreed on last. */
  Optional<SSLSession> session() {
    return session;
  }

  Optional<Refused> refused() {
    return refused;
  }

  private static X509TrustManager manager(Tls tls) throws IOException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(tls instanceof Tls.Authority own ? store(own.file()) : null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager found) {
          return found;
        }
      }
      throw new IOException("this Java has no way to check certificates");
    } catch (GeneralSecurityException e) {
      throw new UnusableException("this Java's own authorities cannot be used", e);
    }
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, one);
      }
    } catch (IOException e) {
      throw new UnusableException("the authority's certificate " + file + " cannot be read", e);
    } catch (CertificateException e) {
      throw new UnusableException("the file " + file + " is not a certificate in PEM form", e);
    }
    if (number == 0) {
      throw new UnusableException("the file " + file + " holds no certificate");
    }
    return store;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    refused = Optional.empty();
    String sha256 = fingerprint(chain[0]);
    try {
      if (tls instanceof Tls.Pinned pinned) {
        if (!pinned.sha256().equals(sha256)) {
          throw new CertificateException("it is not the one with the configured fingerprint");
        }
      } else if (authorities.isPresent()) {
        authorities.get().checkServerTrusted(chain, type);
      }
    } catch (CertificateException e) {
      refuse(chain[0], words(e));
      throw e;
    }
  }

  /** Java's own words nest; the innermost say what is wrong. */
  private static String words(CertificateException error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return error == cause
        ? error.getMessage()
        : "no trusted authority signed it (" + cause.getMessage() + ")";
  }

  @Override
  public boolean verify(String domain, SSLSession session) {
    this.session = Optional.of(session);
    if (tls instanceof Tls.Pinned) {
      return true;
    }
    if (new XmppHostnameVerifier().verify(domain, session)) {
      return true;
    }
    try {
      refuse((X509Certificate) session.getPeerCertificates()[0], "it is not made out to " + domain);
    } catch (IOException e) {
      refused = Optional.of(new Refused("unknown", "unknown", e.getMessage()));
    }
    return false;
  }

  private void refuse(X509Certificate certificate, String reason) {
    refused =
        Optional.of(
            new Refused(
                certificate.getSubjectX500Principal().getName(), fingerprint(certificate), reason));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (CertificateException | NoSuchAlgorithmException e) {
      return "unknown";
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
