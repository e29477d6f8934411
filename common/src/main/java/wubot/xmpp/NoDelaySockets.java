// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets that send at once: the default waits for the peer's delayed acknowledgement, which costs
 * 40 ms a round trip.
 */
final class NoDelaySockets extends SocketFactory {

  private final SocketFactory sockets = SocketFactory.getDefault();

  private static Socket quick(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return quick(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return quick(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return quick(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return quick(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return quick(sockets.createSocket(host, port, local, localPort));
  }
}
