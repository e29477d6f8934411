// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key with a certificate for 127.0.0.1 that it signed itself.
 *
 * @param keys both, under the alias server
 * @param certificate in PEM form
 * @param key in PEM form
 */
record TestCertificate(KeyStore keys, Path certificate, Path key) {

  static final String PASSWORD = "changeit";

  /** Makes one that is valid for so many days. */
  static TestCertificate make(Path directory, int days) throws Exception {
    Path store = directory.resolve("server-" + days + ".p12");
    run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "san=ip:127.0.0.1",
            "-ext",
            "bc=ca:true",
            "-validity",
            Integer.toString(days),
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(
        keys,
        pem(
            directory.resolve("server-" + days + ".pem"),
            "CERTIFICATE",
            keys.getCertificate("server").getEncoded()),
        pem(
            directory.resolve("server-" + days + ".key"),
            "PRIVATE KEY",
            keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(content), what));
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command.get(0) + ": " + output);
    }
  }
}
