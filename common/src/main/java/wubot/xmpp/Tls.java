// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.nio.file.Path;
import java.util.Locale;

/** How a connection is protected, and whose certificate is believed. */
public sealed interface Tls {

  /** TLS; the certificate must be signed by an authority that this machine's Java trusts. */
  record Public() implements Tls {}

  /**
   * TLS; the certificate must be signed by an authority of one's own.
   *
   * @param file PEM file with the authority's certificate, or several
   */
  record Authority(Path file) implements Tls {}

  /**
   * TLS; the certificate must be this very one, whoever signed it and whatever name it bears.
   *
   * @param sha256 64 hex digits, colons and spaces allowed when given
   */
  record Pinned(String sha256) implements Tls {

    /** Normalises the digits; throws IllegalArgumentException when they are not 64. */
    public Pinned {
      sha256 = sha256.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "a certificate's SHA-256 fingerprint has 64 hex digits; openssl x509 -noout"
                + " -fingerprint -sha256 -in FILE prints it");
      }
    }
  }

  /** No TLS: everything, the messages too, can be read on the way. */
  record Plaintext() implements Tls {}
}
