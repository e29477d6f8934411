// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import wubot.monitor.CheckFailure;

/**
 * Decides whether a server's certificate is to be trusted, and remembers the last one shown, so
 * that one that is refused can still be described.
 */
final class Trust extends X509ExtendedTrustManager {

  private final Optional<X509ExtendedTrustManager> authorities; // empty: anybody is trusted
  private volatile Optional<X509Certificate> shown = Optional.empty();

  private Trust(Optional<X509ExtendedTrustManager> authorities) {
    this.authorities = authorities;
  }

  /** In the authorities that Java trusts. */
  static Trust inPublicAuthorities() {
    return new Trust(Optional.of(manager(null)));
  }

  /**
   * In the authorities of a PEM file alone.
   *
   * @throws CheckFailure when the file cannot be read as such
   */
  static Trust inFile(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + n++, c);
      }
      if (n == 0) {
        throw new CheckFailure("ca_file: there is no certificate in " + pem);
      }
      return new Trust(Optional.of(manager(store)));
    } catch (IOException e) {
      throw new CheckFailure("ca_file: cannot read " + pem, e);
    } catch (GeneralSecurityException e) {
      throw new CheckFailure("ca_file: " + pem + " is not a file of certificates in PEM form", e);
    }
  }

  /** In anybody. */
  static Trust inAnybody() {
    return new Trust(Optional.empty());
  }

  @SuppressWarnings("NullAway") // the factory takes null for Java's own store
  private static X509ExtendedTrustManager manager(KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new CheckFailure("this Java has no certificate check");
    } catch (GeneralSecurityException e) {
      throw new CheckFailure("the trusted certificates of this Java cannot be read", e);
    }
  }

  /** A context with an empty session cache, so that the server shows its certificate. */
  SSLContext context() {
    shown = Optional.empty();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      context.getClientSessionContext().setSessionTimeout(3600);
      return context;
    } catch (GeneralSecurityException e) {
      throw new CheckFailure("this Java has no TLS", e);
    }
  }

  /** The certificate that was shown last, trusted or not. */
  Optional<X509Certificate> shown() {
    return shown;
  }

  private void note(X509Certificate... chain) {
    shown = List.of(chain).stream().findFirst();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    note(chain);
    if (authorities.isPresent()) {
      authorities.get().checkServerTrusted(chain, type, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    note(chain);
    if (authorities.isPresent()) {
      authorities.get().checkServerTrusted(chain, type, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    note(chain);
    if (authorities.isPresent()) {
      authorities.get().checkServerTrusted(chain, type);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities
        .map(X509ExtendedTrustManager::getAcceptedIssuers)
        .orElseGet(() -> new X509Certificate[0]);
  }
}
