// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

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

/** The way from one member to a store on a socket; it can be cut, refuse, and heal. */
final class Cable implements AutoCloseable {

  private final InetSocketAddress target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private ServerSocket listener; // guarded by this
  private boolean cut; // guarded by this

  /** To this port on loopback. */
  Cable(int targetPort) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    port = listener.getLocalPort();
    serve(listener);
  }

  int port() {
    return port;
  }

  /** Bytes wait in both directions, connections stay and come about. */
  synchronized void cut() {
    cut = true;
  }

  /** All connections end, new ones are refused. */
  synchronized void refuse() {
    end(listener);
    sockets.forEach(Cable::end);
  }

  /** As it should be. */
  synchronized void heal() {
    cut = false;
    notifyAll();
    if (listener.isClosed()) {
      try {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        serve(listener);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(ServerSocket from) {
    run(() -> accept(from));
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        connect(from.accept());
      } catch (IOException e) {
        // refused on purpose
      }
    }
  }

  private void connect(Socket near) {
    Socket far = new Socket();
    sockets.add(near);
    sockets.add(far);
    try {
      far.connect(target, 2_000);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      run(() -> carry(near, far));
      run(() -> carry(far, near));
    } catch (IOException e) { // the store is away
      end(near);
      end(far);
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pass();
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // the end of this connection
    } finally {
      end(from);
      end(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private synchronized void pass() {
    try {
      while (cut) {
        wait();
      }
    } catch (InterruptedException e) {
      throw Shell.interrupted();
    }
  }

  private static void run(Runnable what) {
    Thread thread = new Thread(what, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(java.io.Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      // gone all the same
    }
  }

  @Override
  public void close() {
    heal();
    refuse();
  }
}
