// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A key and a certificate for localhost that is its own authority, as the peers like them.
 *
 * @param key PEM
 * @param certificate PEM
 * @param keyStore PKCS 12 with both
 * @param trustStore PKCS 12 with the certificate alone
 */
record Certificate(Path key, Path certificate, Path keyStore, Path trustStore) {

  /** Of both stores. */
  static final String PASSWORD = "changeit";

  /** Makes one. */
  static Certificate make(Path directory) {
    Certificate made =
        new Certificate(
            directory.resolve("key.pem"),
            directory.resolve("certificate.pem"),
            directory.resolve("key.p12"),
            directory.resolve("trust.p12"));
    run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
            + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout %s -out %s",
        made.key, made.certificate);
    run(
        "openssl pkcs12 -export -name bench -passout pass:changeit -inkey %s -in %s -out %s",
        made.key, made.certificate, made.keyStore);
    run(
        System.getProperty("java.home")
            + "/bin/keytool -importcert -noprompt -alias bench -storetype PKCS12"
            + " -storepass changeit -file %s -keystore %s",
        made.certificate,
        made.trustStore);
    return made;
  }

  private static void run(String line, Path... files) {
    Path made = files[files.length - 1];
    String said =
        Program.run(
            Pattern.compile(" ").splitAsStream(String.format(line, (Object[]) files)).toList(),
            Map.of());
    if (!Files.exists(made)) {
      throw new IllegalStateException(made + " was not made: " + said);
    }
  }
}
