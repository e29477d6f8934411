// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority of a server's own and the certificate it signed for that server. */
public record Certificates(Path authority, Path certificate, Path key) {

  /** Makes both in the directory with openssl; the certificate is made out to the domain. */
  public static Certificates make(Path directory, String domain) throws IOException {
    Path ca = directory.resolve("authority.pem");
    Path caKey = directory.resolve("authority.key");
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server.key");
    request(caKey, ca, "wubot test authority", List.of());
    request(
        key,
        certificate,
        domain,
        List.of(
            "-CA",
            ca.toString(),
            "-CAkey",
            caKey.toString(),
            "-addext",
            "subjectAltName=DNS:" + domain,
            "-addext",
            "basicConstraints=CA:FALSE"));
    return new Certificates(ca, certificate, key);
  }

  private static void request(Path key, Path out, String name, List<String> more)
      throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                ServerProcess.program("openssl", "openssl"),
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-sha256",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key.toString(),
                "-out",
                out.toString()));
    line.addAll(more);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("openssl could not make a certificate: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
