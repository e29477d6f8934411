// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server that shakes hands over TLS and then listens in silence. */
final class TlsServer implements AutoCloseable {

  private final SSLServerSocket server;
  private final TestCertificate certificate;

  private TlsServer(SSLServerSocket server, TestCertificate certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /** Starts one whose certificate is valid for so many days. */
  static TlsServer start(Path directory, int days) throws Exception {
    TestCertificate certificate = TestCertificate.make(directory, days);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(certificate.keys(), TestCertificate.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    TlsServer started =
        new TlsServer(
            (SSLServerSocket)
                context
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            certificate);
    Thread thread = new Thread(started::serve, "tls-server");
    thread.setDaemon(true);
    thread.start();
    return started;
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
    return certificate.certificate();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
