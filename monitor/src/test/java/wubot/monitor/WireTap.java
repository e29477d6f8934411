// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A way to a server on which every byte in either direction is kept. */
final class WireTap implements AutoCloseable {

  private static final int MOST_BYTES = 64 << 20;

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String host;
  private final int port;
  private final ByteArrayOutputStream up = new ByteArrayOutputStream(); // synchronized in itself
  private final ByteArrayOutputStream down = new ByteArrayOutputStream();

  /** To this server. */
  WireTap(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** What clients sent, each byte one character. */
  String sent() {
    return up.toString(StandardCharsets.ISO_8859_1);
  }

  /** What the server answered. */
  String answered() {
    return down.toString(StandardCharsets.ISO_8859_1);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "wire tap");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        client.setTcpNoDelay(true);
        try {
          Socket server = new Socket(host, port);
          server.setTcpNoDelay(true);
          start(() -> carry(client, server, up));
          start(() -> carry(server, client, down));
        } catch (IOException e) {
          client.close(); // the server is away
        }
      } catch (IOException e) {
        // This client has gone, or the tap is closed.
      }
    }
  }

  private static void carry(Socket from, Socket to, ByteArrayOutputStream kept) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (kept.size() < MOST_BYTES) {
          kept.write(buffer, 0, length);
        }
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
