// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server that shakes hands over TLS with a certificate for 127.0.0.1 that it signed itself. */
final class TlsServer implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final SSLServerSocket server;
  private final Path certificate;

  private TlsServer(SSLServerSocket server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /** Starts one whose certificate is valid for so many days. */
  static TlsServer start(Path directory, int days) throws Exception {
    Path store = directory.resolve("server-" + days + ".p12");
    KeyStore keys = keys(store, days);
    Path pem = directory.resolve("server-" + days + ".pem");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    TlsServer started =
        new TlsServer(
            (SSLServerSocket)
                context
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            pem);
    Thread thread = new Thread(started::serve, "tls-server");
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  private static KeyStore keys(Path store, int days) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool.toString(),
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
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool: " + output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
        socket.getInputStream().read();
      } catch (IOException e) {
        // the client went away, as some tests want, or the server was closed
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** The certificate in PEM form. */
  Path certificate() {
    return certificate;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
