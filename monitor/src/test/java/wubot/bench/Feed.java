// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One connection on which a syslog daemon is given lines; it waits when the daemon does. */
final class Feed implements AutoCloseable {

  private final Socket socket;

  Feed(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
  }

  /** Sends lines, each behind a header. */
  void send(String header, List<String> lines) throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    for (String line : lines) {
      out.write((header + line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
