// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** One member of an etcd cluster and the connections to it. */
final class EtcdEndpoint {

  /** A connection that was idle longer is looked at before it is used. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Idle(HttpConnection connection, long since) {}

  private final String host;
  private final int port;
  private final Optional<SSLContext> tls;
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Set<HttpConnection> all = ConcurrentHashMap.newKeySet();
  private volatile boolean aside;
  private volatile boolean closed;

  EtcdEndpoint(String host, int port, Optional<SSLContext> tls) {
    this.host = host;
    this.port = port;
    this.tls = tls;
  }

  /** Whether it is left alone until a look at it says that it answers again. */
  boolean isAside() {
    return aside;
  }

  void putAside(boolean how) {
    aside = how;
  }

  /** One that is open and was quiet, if there is any. */
  Optional<HttpConnection> reuse() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      HttpConnection connection = next.connection();
      if (System.nanoTime() - next.since() < FRESH_NANOS || !connection.dead()) {
        return Optional.of(connection);
      }
      connection.close();
    }
    return Optional.empty();
  }

  /** A new one, not connected yet. */
  HttpConnection prepare() {
    var connection = new HttpConnection(name(), all::remove);
    all.add(connection);
    if (closed) {
      connection.close();
    }
    return connection;
  }

  void connect(HttpConnection connection, int timeoutMillis) throws IOException {
    connection.connect(InetSocketAddress.createUnresolved(host, port), timeoutMillis);
    if (tls.isPresent()) {
      connection.encrypt(tls.get().getSocketFactory(), host, port);
    }
  }

  void giveBack(HttpConnection connection) {
    if (connection.reusable() && !closed) {
      idle.addFirst(new Idle(connection, System.nanoTime()));
    } else {
      connection.close();
    }
  }

  /** After a failure the quiet ones are no better. */
  void dropIdle() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      next.connection().close();
    }
  }

  void close() {
    closed = true;
    all.forEach(HttpConnection::close);
    idle.clear();
  }

  String name() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
