// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cable between a member and a server that a test can cut, block and mend. */
final class TcpProxy implements AutoCloseable {

  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ServerSocket listener;
  private volatile boolean cut;
  private boolean blocked;

  /** Runs at once. */
  TcpProxy(String host, int targetPort) {
    target = new InetSocketAddress(host, targetPort);
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Bytes wait, in both directions; connections stay and new ones come about. */
  synchronized void block() {
    blocked = true;
  }

  /** Ends all connections, and new ones as soon as they come about. */
  void cut() {
    cut = true;
    sockets.forEach(TcpProxy::end);
  }

  /** Ends both. */
  synchronized void mend() {
    cut = false;
    blocked = false;
    notifyAll();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        var far = new Socket();
        sockets.add(near);
        sockets.add(far);
        if (cut) {
          forget(near, far);
          continue;
        }
        far.connect(target);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        run("there", () -> carry(near, far));
        run("back", () -> carry(far, near));
      } catch (IOException e) {
        // closed, or nobody there
      }
    }
  }

  private void forget(Socket one, Socket other) {
    end(one);
    end(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[65536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        pass();
        out.write(buffer, 0, got);
      }
    } catch (IOException | InterruptedException e) {
      // the end of this connection
    } finally {
      forget(from, to);
    }
  }

  private synchronized void pass() throws InterruptedException {
    while (blocked) {
      wait();
    }
  }

  private static void run(String name, Runnable what) {
    var thread = new Thread(what, "test-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // gone all the same
    }
  }

  @Override
  public void close() {
    mend();
    cut();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
