// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import wubot.disk.Refusal;

/**
 * Whom a member believes, and how it shows who it is itself: PEM files.
 *
 * @param ca certificates of the authorities that a store's certificate may be signed by; empty for
 *     those that Java knows
 * @param cert this member's certificate and those between it and the authority; empty for none
 * @param key the private key to it, in PKCS#8; empty for none
 */
public record StoreTls(Optional<Path> ca, Optional<Path> cert, Optional<Path> key) {

  /** Nothing but what Java knows. */
  public static final StoreTls DEFAULT =
      new StoreTls(Optional.empty(), Optional.empty(), Optional.empty());

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END", Pattern.DOTALL);

  /**
   * A certificate needs its key and the other way round.
   *
   * @throws IllegalArgumentException when one of them is missing
   */
  public StoreTls {
    if (cert.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "a client certificate needs both 'cert_file' and 'key_file', and only '"
              + (cert.isPresent() ? "cert_file" : "key_file")
              + "' is given");
    }
  }

  /** Believes only the authorities in this file. */
  public StoreTls withAuthority(Path file) {
    return new StoreTls(Optional.of(file), cert, key);
  }

  /** Shows this certificate. */
  public StoreTls withClient(Path certificate, Path privateKey) {
    return new StoreTls(ca, Optional.of(certificate), Optional.of(privateKey));
  }

  /** Whether anything was given. */
  public boolean isGiven() {
    return ca.isPresent() || cert.isPresent();
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException when one cannot be read or understood, with its path
   */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trusted(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * What kind of key this member has, e.g. {@code EC}.
   *
   * @throws IllegalArgumentException when it cannot be read or understood, with its path
   */
  static String keyAlgorithm(Path key) {
    try {
      return privateKey(key).getAlgorithm();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(key + " cannot be used: " + e.getMessage(), e);
    }
  }

  private TrustManager[] trusted() throws GeneralSecurityException {
    if (ca.isEmpty()) {
      return null; // what Java knows
    }
    KeyStore store = emptyStore();
    int count = 0;
    for (Certificate certificate : certificates(ca.get())) {
      store.setCertificateEntry("ca" + count++, certificate);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager[] keys() throws GeneralSecurityException {
    if (cert.isEmpty() || key.isEmpty()) {
      return null;
    }
    char[] password = UUID.randomUUID().toString().toCharArray();
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        privateKey(key.get()),
        password,
        certificates(cert.get()).toArray(Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IllegalArgumentException(file + " holds no certificate");
      }
      return found;
    } catch (IOException e) {
      throw new IllegalArgumentException(Refusal.cannot("read the certificate", file, e), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " is no certificate in PEM", e);
    }
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(Refusal.cannot("read the private key", file, e), e);
    }
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(file + " holds no private key in PEM");
    }
    if (!matcher.group(1).isEmpty()) {
      throw new IllegalArgumentException(
          file
              + " is not a plain PKCS#8 key; this makes one: openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out client.key");
    }
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(2)));
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // another kind
      }
    }
    throw new IllegalArgumentException(file + " is a key of a kind that is not known");
  }
}
